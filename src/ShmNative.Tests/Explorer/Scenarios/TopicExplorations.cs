using ShmNative.Channels.Topics;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Topics while somebody joins: from its cursor on, a reliable subscriber misses nothing.</summary>
internal sealed class TopicExplorations
{
    [Test]
    public void JoinerGetsAnUnbrokenRestUnderEverySchedule() => Explore.MustPass(() => Joining(1, 2));

    [TestCase(2UL, 4, 1UL, Sequences.Zero)]
    [TestCase(2UL, 5, 0UL, Sequences.NearTheWrap)]
    public void JoinerGetsAnUnbrokenRestUnderEverySchedule(ulong slots, int messages, ulong history, ulong first) =>
        Explore.MustPass(() => Joining(slots, messages, history, first: first));

    [TestCase(2UL, 3, 0UL, true, Sequences.Zero)]
    [TestCase(4UL, 7, 2UL, false, Sequences.Zero)]
    [TestCase(2UL, 4, 1UL, true, Sequences.NearTheWrap)]
    public void JoinerGetsAnUnbrokenRest(ulong slots, int messages, ulong history, bool another, ulong first) =>
        Explore.MustPass(() => Joining(slots, messages, history, another, first), preemptions: another ? 1 : 2);

    /// <summary>With two preemptions the early one may go on between the publisher's two scans.</summary>
    [Test]
    public void JoinerBesideOneThatGoesOnGetsAnUnbrokenRest() => Explore.MustPass(() => Joining(2, 4, another: true), preemptions: 2);

    /// <summary>The joiner took the gate at its word: what is beyond it was to stay.</summary>
    [Test]
    public void FindsALimitBeyondTheGate() =>
        Explore.MustFail(() => Joining(2, 4, another: true, mutation: new LimitBeyondTheGate(slots: 2)));

    [Test]
    public void JoinerGetsAnUnbrokenRestFromBufferedStoresUnderEverySchedule() => Explore.MustPass(() => Joining(1, 2, buffered: true));

    /// <summary>The gate that publishers announce is what a joiner relies on.</summary>
    [Test]
    public void FindsAGateThatIsNotAnnounced() => Explore.MustFail(() => Joining(2, 4, mutation: new GateNotAnnounced()));

    /// <summary>Between the scan and the announcement a joiner sees neither's trace.</summary>
    [Test]
    public void FindsASingleScan() => Explore.MustFail(() => Joining(2, 4, mutation: new SingleScan()));

    /// <summary>Publisher: gate, full fence, scan. Joiner: cursor, full fence, gate. Either fence missing, both miss each other.</summary>
    [TestCase("publisher")]
    [TestCase("joiner")]
    public void FindsAMissingFullFence(string thread) =>
        Explore.MustFail(() => Joining(1, 3, buffered: true, mutation: new NoFullFence(thread)));

    [TestCase(false, Sequences.Zero)]
    [TestCase(true, Sequences.Zero)]
    [TestCase(false, Sequences.NearTheWrap)]
    public void JoinerAmongConcurrentPublishersGetsAnUnbrokenRest(bool another, ulong first) =>
        Explore.MustPass(() => JoiningConcurrent(2, another, first), preemptions: another ? 1 : 2);

    [Test]
    public void JoinerBehindConcurrentPublishersGetsAnUnbrokenRest() => Explore.MustPass(() => JoiningConcurrent(1), preemptions: 2);

    [Test]
    public void FindsAGateThatConcurrentPublishersDoNotAnnounce() =>
        Explore.MustFail(() => JoiningConcurrent(2, mutation: new GateNotAnnounced()));

    [Test]
    public void FindsASingleScanOfConcurrentPublishers() => Explore.MustFail(() => JoiningConcurrent(2, mutation: new SingleScan()));

    internal static World Joining(
        ulong slots, int messages, ulong history = 0, bool another = false, ulong first = 0, bool buffered = false, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, slots, mutation, history: history, first: first, buffered: buffered);
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
            world.Add("early", () => channel.ReceiveAll(early, 1), entry: 1);
        }

        world.Add("joiner", () => channel.ReceiveAll(channel.Subscriber(2, history), 2), entry: 2);
        world.Check = () =>
        {
            if (another)
                Explore.RequireEqual(channel.Received[1], ChannelWorld.Messages(1, 1, messages), "the early subscriber");
            List<ulong> late = channel.Received[2];
            Explore.RequireEqual(late, ChannelWorld.Messages(1, messages - late.Count + 1, messages), "the joiner");
            Explore.Require(late.Count >= (int)history, "the joiner's history");
        };
        return world;
    }

    private static World JoiningConcurrent(int each, bool another = false, ulong first = 0, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 2, mutation, ChannelFlags.Concurrent, first: first);
        World world = channel.World;
        for (int id = 1; id <= 2; id++)
        {
            int self = id;
            ConcurrentPublisher<ExploredMemory> publisher = channel.ConcurrentPublisher(self - 1);
            world.Add($"publisher {self}", () => channel.SendAll(publisher, self, each), entry: self - 1);
        }

        if (another)
        {
            Subscriber<ExploredMemory> early = channel.Subscriber(2);
            world.Add("early", () => channel.ReceiveAll(early, 3, 2 * each), entry: 2);
        }

        world.Add("joiner", () => channel.ReceiveAll(channel.Subscriber(3), 4), entry: 3, daemon: true);
        world.Check = () =>
        {
            for (int sender = 1; sender <= 2; sender++)
            {
                if (another)
                    Explore.RequireEqual(Explore.Of(channel.Received[3], sender), ChannelWorld.Messages(sender, 1, each), "the early subscriber");
                List<ulong> late = [.. Explore.Of(channel.Received[4], sender)];
                Explore.RequireEqual(late, ChannelWorld.Messages(sender, each - late.Count + 1, each), $"the joiner, from {sender}");
            }
        };
        return world;
    }
}
