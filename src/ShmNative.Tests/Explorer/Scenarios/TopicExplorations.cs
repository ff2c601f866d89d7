using ShmNative.Channels.Topics;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Topics under every schedule: joining, hand-over, concurrent publishers, death.</summary>
internal sealed class TopicExplorations
{
    [TestCase(2UL, 3, 0UL, true)]
    [TestCase(2UL, 4, 0UL, false)]
    [TestCase(2UL, 3, 1UL, false)]
    [TestCase(4UL, 6, 2UL, false)]
    public void JoinerGetsAnUnbrokenRest(ulong slots, int messages, ulong history, bool another) =>
        Explore.MustPass(() => Joining(slots, messages, history, another, new Mutation()), preemptions: 2);

    /// <summary>The gate that publishers announce is what a joiner relies on.</summary>
    [Test]
    public void FindsAGateThatIsNotAnnounced() =>
        Explore.MustFail(() => Joining(2, 4, 0, false, new DropStoresTo(nameof(ChannelHeader.Gate))));

    [TestCase(false)]
    [TestCase(true)]
    public void JoinerAmongConcurrentPublishersGetsAnUnbrokenRest(bool another) =>
        Explore.MustPass(() => JoiningConcurrent(another, new Mutation()), preemptions: 2);

    [Test]
    public void FindsAGateThatConcurrentPublishersDoNotAnnounce() =>
        Explore.MustFail(() => JoiningConcurrent(false, new DropStoresTo(nameof(ChannelHeader.Gate))));

    [TestCase(false)]
    [TestCase(true)]
    public void ConcurrentPublishersLoseNothingWhenOneDies(bool newcomer) =>
        Explore.MustPass(() => Dying(newcomer, new Mutation()), preemptions: 2);

    /// <summary>A sequence once in WRITING must be burnt: whoever skipped it would miss its second use.</summary>
    [Test]
    public void FindsABurntSequenceThatIsUsedAgain() =>
        Explore.MustFail(() => Dying(false, new Rekindle(slots: 2)));

    /// <summary>Whoever takes an entry must first repair what its dead holder left.</summary>
    [Test]
    public void FindsAnEntryTakenWithoutRepair() =>
        Explore.MustFail(() => Dying(true, new BlindEnter()));

    [Test]
    public void HandOverLosesNothing() => Explore.MustPass(() => HandOver(new Mutation()), preemptions: 2);

    /// <summary>The successor of a publisher that died while writing must not write that sequence again.</summary>
    [Test]
    public void FindsASuccessorThatReusesTheSequence() => Explore.MustFail(() => HandOver(new ReuseOnHandOver()));

    private static World Joining(ulong slots, int messages, ulong history, bool another, Mutation mutation)
    {
        ChannelWorld channel = Explore.Channel(ChannelKind.Topic, slots, mutation, history: history);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        world.Add("publisher", () =>
        {
            channel.SendAll(publisher, 1, messages);
            publisher.End();
        }, entry: 0);
        if (another)
        {
            Subscriber<ExploredMemory> early = channel.Subscriber(1);
            world.Add("early", () => channel.ReceiveUntil(early, 1, _ => false), entry: 1);
        }

        world.Add("joiner", () => channel.ReceiveUntil(channel.Subscriber(2, history), 2, _ => false), entry: 2);
        world.Check = () =>
        {
            if (another)
                Explore.RequireEqual(ChannelWorld.Book(channel.Received, 1), ChannelWorld.Messages(1, 1, messages), "the early subscriber");
            List<ulong> late = ChannelWorld.Book(channel.Received, 2);
            Explore.RequireEqual(late, ChannelWorld.Messages(1, messages - late.Count + 1, messages), "the joiner");
            Explore.Require(late.Count >= (int)history, "the joiner's history");
        };
        return world;
    }

    private static World JoiningConcurrent(bool another, Mutation mutation)
    {
        ChannelWorld channel = Explore.Channel(ChannelKind.Topic, 2, mutation, ChannelFlags.Concurrent);
        World world = channel.World;
        for (int id = 1; id <= 2; id++)
        {
            int self = id;
            ConcurrentPublisher<ExploredMemory> publisher = channel.ConcurrentPublisher(self - 1);
            world.Add($"publisher {self}", () => channel.SendAll(publisher, self, 2), entry: self - 1);
        }

        if (another)
        {
            Subscriber<ExploredMemory> early = channel.Subscriber(2);
            world.Add("early", () => channel.ReceiveUntil(early, 3, got => got.Count == 4), entry: 2);
        }

        world.Add("joiner", () => channel.ReceiveUntil(channel.Subscriber(3), 4, _ => false), entry: 3, daemon: true);
        world.Check = () =>
        {
            foreach (int reader in another ? [3, 4] : new[] { 4 })
                RequireSuffixes(ChannelWorld.Book(channel.Received, reader), reader == 3 ? 2 : 0, 2);
        };
        return world;
    }

    /// <summary>Two publishers, of which one may die anywhere; a newcomer may take its entry.</summary>
    private static World Dying(bool newcomer, Mutation mutation)
    {
        ChannelWorld channel = Explore.Channel(ChannelKind.Topic, 2, mutation, ChannelFlags.Concurrent);
        World world = channel.World;
        int each = newcomer ? 1 : 2;
        ConcurrentPublisher<ExploredMemory> mortal = channel.ConcurrentPublisher(0);
        ConcurrentPublisher<ExploredMemory> other = channel.ConcurrentPublisher(1);
        world.Add("mortal", () => channel.SendAll(mortal, 1, each), entry: 0, mortal: true);
        world.Add("other", () => channel.SendAll(other, 2, each), entry: 1);
        if (newcomer)
        {
            world.Add("newcomer", () =>
            {
                ConcurrentPublisher<ExploredMemory> heir = new(channel.TakeOver(0, ParticipantRole.Sender));
                channel.SendAll(heir, 3, each);
            }, daemon: true);
        }

        Subscriber<ExploredMemory> subscriber = channel.Subscriber(2);
        world.Add("subscriber", () => channel.ReceiveUntil(subscriber, 4, _ => false), entry: 2, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = ChannelWorld.Book(channel.Received, 4);
            Explore.RequireEqual(got.Where(message => message >> 32 == 2), ChannelWorld.Messages(2, 1, each), "the survivor's messages");
            Explore.RequireAllOfDead(channel, got, 1);
            if (newcomer && world.IsDead("mortal"))
                Explore.RequireEqual(got.Where(message => message >> 32 == 3), ChannelWorld.Messages(3, 1, each), "the newcomer's messages");
        };
        return world;
    }

    private static World HandOver(Mutation mutation)
    {
        ChannelWorld channel = Explore.Channel(ChannelKind.Topic, 2, mutation, ChannelFlags.Observable);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> first = channel.Publisher();
        world.Add("first", () => channel.SendAll(first, 1, 2), entry: 0, mortal: true);
        world.Add("successor", () =>
        {
            ExclusivePublisher<ExploredMemory> second = new(channel.TakeOver(0, ParticipantRole.Sender));
            channel.SendAll(second, 2, 2);
        }, daemon: true);
        Subscriber<ExploredMemory> subscriber = channel.Subscriber(1);
        world.Add("subscriber", () => channel.ReceiveUntil(subscriber, 1, _ => false), entry: 1, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = ChannelWorld.Book(channel.Received, 1);
            Explore.RequireAllOfDead(channel, got, 1);
            if (world.IsDead("first"))
                Explore.RequireEqual(got.Where(message => message >> 32 == 2), ChannelWorld.Messages(2, 1, 2), "the successor's messages");
        };
        return world;
    }

    private static void RequireSuffixes(List<ulong> got, int least, int sent)
    {
        foreach (int sender in new[] { 1, 2 })
        {
            List<ulong> own = [.. got.Where(message => message >> 32 == (uint)sender)];
            Explore.Require(own.Count >= least, $"at least {least} messages of publisher {sender}");
            Explore.RequireEqual(own, ChannelWorld.Messages(sender, sent - own.Count + 1, sent), $"messages of publisher {sender}");
        }
    }
}
