using ShmNative.Channels.Topics;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Topics whose participants may die at any access: what was committed is received, nobody waits for the dead.</summary>
internal sealed unsafe class TopicDeathExplorations
{
    [TestCase(1, false, Sequences.Zero)]
    [TestCase(2, false, Sequences.Zero)]
    [TestCase(1, true, Sequences.Zero)]
    [TestCase(2, false, Sequences.NearTheWrap)]
    public void ConcurrentPublishersLoseNothingWhenOneDies(int each, bool newcomer, ulong first) =>
        Explore.MustPass(() => Dying(each, newcomer, first), preemptions: 1);

    /// <summary>A sequence once in WRITING must be burnt: whoever skipped it would miss its second use.</summary>
    [Test]
    public void FindsABurntSequenceThatIsUsedAgain() => Explore.MustFail(() => Dying(2, mutation: new SequenceOfferedAgain(slots: 2)));

    /// <summary>Whoever takes an entry must first repair what its dead holder left.</summary>
    [Test]
    public void FindsAnEntryTakenWithoutRepair() => Explore.MustFail(() => Dying(1, newcomer: true, mutation: new EntryNotRepaired()));

    [Test]
    public void ADeadSubscriberHoldsNobody() => Explore.MustPass(DyingSubscriber, preemptions: 1);

    [Test]
    public void AShortHandOverLosesNothingUnderEverySchedule() => Explore.MustPass(() => HandOver(1));

    [TestCase(2, Sequences.Zero)]
    [TestCase(2, Sequences.NearTheWrap)]
    public void HandOverLosesNothing(int each, ulong first) => Explore.MustPass(() => HandOver(each, first), preemptions: 1);

    /// <summary>The successor of a publisher that died while writing must not write that sequence again.</summary>
    [Test]
    public void FindsASuccessorThatReusesTheSequence() => Explore.MustFail(() => HandOver(2, mutation: new SequenceReusedOnHandOver()));

    [Test]
    public void HeirsThatDieInTheirClaimsLeaveAUsableTopic() => Explore.MustPass(() => Heirs(null));

    /// <summary>Each of them burns one more sequence: the next one would look for a free one more than a round from the tail.</summary>
    [Test]
    public void FindsATailThatHeirsLeaveBehind() => Explore.MustFail(() => Heirs(new TailNotMovedOnHandOver()));

    /// <summary>Two publishers, of which one may die anywhere; a newcomer may take its entry.</summary>
    private static World Dying(int each, bool newcomer = false, ulong first = 0, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 2, mutation, ChannelFlags.Concurrent, first: first);
        World world = channel.World;
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
        world.Add("subscriber", () => channel.ReceiveAll(subscriber, 4), entry: 2, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = channel.Received[4];
            Explore.RequireAllOf(channel, got, 1);
            Explore.RequireEqual(Explore.Of(got, 2), ChannelWorld.Messages(2, 1, each), "the survivor's messages");
            if (newcomer && world.IsDead("mortal"))
                Explore.RequireEqual(Explore.Of(got, 3), ChannelWorld.Messages(3, 1, each), "the newcomer's messages");
        };
        return world;
    }

    /// <summary>A subscriber that holds the publisher may die anywhere, in joining too; another one goes on.</summary>
    private static World DyingSubscriber()
    {
        ChannelWorld channel = new(ChannelKind.Topic, 1, null);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        world.Add("publisher", () => channel.SendAll(publisher, 1, 3), entry: 0);
        Subscriber<ExploredMemory> survivor = channel.Subscriber(1);
        world.Add("survivor", () => channel.ReceiveAll(survivor, 1, 3), entry: 1);
        world.Add("mortal", () =>
        {
            channel.ReceiveAll(channel.Subscriber(2), 2, 1);
            channel.Leave(2);
        }, entry: 2, mortal: true);
        world.Check = () => Explore.RequireEqual(channel.Received[1], ChannelWorld.Messages(1, 1, 3), "the survivor");
        return world;
    }

    /// <summary>One after the other takes the role over, claims, and dies before it commits.</summary>
    private static World Heirs(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 2, mutation, ChannelFlags.Observable);
        channel.World.Add("heirs", () =>
        {
            try
            {
                for (int i = 0; i < 5; i++)
                    Explore.RequireOk(channel.Publisher().TryClaim(out _));
            }
            catch (ShmException refusal)
            {
                throw new PropertyException($"an heir that can go on, not {refusal.Message}");
            }
        }, entry: 0);
        return channel.World;
    }

    internal static World HandOver(int each, ulong first = 0, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 2, mutation, ChannelFlags.Observable, first: first);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> before = channel.Publisher();
        world.Add("first", () => channel.SendAll(before, 1, each), entry: 0, mortal: true);
        world.Add("successor", () =>
        {
            ExclusivePublisher<ExploredMemory> second = new(channel.TakeOver(0, ParticipantRole.Sender));
            channel.SendAll(second, 2, each);
        }, daemon: true);
        Subscriber<ExploredMemory> subscriber = channel.Subscriber(1);
        world.Add("subscriber", () => channel.ReceiveAll(subscriber, 1), entry: 1, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = channel.Received[1];
            Explore.RequireAllOf(channel, got, 1);
            if (world.IsDead("first"))
                Explore.RequireEqual(Explore.Of(got, 2), ChannelWorld.Messages(2, 1, each), "the successor's messages");
        };
        return world;
    }
}
