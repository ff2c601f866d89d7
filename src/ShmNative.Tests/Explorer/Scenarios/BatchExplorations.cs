using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Several claims at once, and several messages held at once: given up in the middle, closed or dead in the middle.</summary>
internal sealed class BatchExplorations
{
    private static readonly ChannelFlags[] TopicFlags = [ChannelFlags.None, ChannelFlags.Observable, ChannelFlags.Concurrent];

    [TestCaseSource(nameof(TopicFlags))]
    public void ABatchOnATopicIsGivenUpInTheMiddle(ChannelFlags flags) =>
        Explore.MustPass(() => Batch(ChannelKind.Topic, flags, Ending.Abort), flags == ChannelFlags.Concurrent ? 1 : Explore.Every);

    [Test]
    public void ABatchOnAQueueIsGivenUpInTheMiddle() =>
        Explore.MustPass(() => Batch(ChannelKind.Queue, ChannelFlags.None, Ending.Abort), preemptions: 1);

    [TestCaseSource(nameof(TopicFlags))]
    public void ATopicIsClosedWithOutstandingClaims(ChannelFlags flags) =>
        Explore.MustPass(() => Batch(ChannelKind.Topic, flags, Ending.Leave));

    [Test]
    public void AQueueIsClosedWithOutstandingClaims() =>
        Explore.MustPass(() => Batch(ChannelKind.Queue, ChannelFlags.None, Ending.Leave));

    [TestCaseSource(nameof(TopicFlags))]
    public void APublisherDiesInABatch(ChannelFlags flags) =>
        Explore.MustPass(() => Batch(ChannelKind.Topic, flags, Ending.Death), flags == ChannelFlags.None ? Explore.Every : 1);

    [Test]
    public void AProducerDiesInABatch() =>
        Explore.MustPass(() => Batch(ChannelKind.Queue, ChannelFlags.None, Ending.Death), preemptions: 1);

    /// <summary>A consumer holds two messages, and closes or dies: both are given to another, in their order.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void MessagesThatWereHeldAreGivenBack(bool dies) => Explore.MustPass(() => Holding(dies), preemptions: 1);

    private enum Ending
    {
        Abort,
        Leave,
        Death,
    }

    /// <summary>Claims two, commits one; then the other is given up. A successor sends one more.</summary>
    private static World Batch(ChannelKind kind, ChannelFlags flags, Ending ending)
    {
        bool exclusive = kind == ChannelKind.Topic && flags != ChannelFlags.Concurrent;
        // Concurrent: whoever blocks in its second claim while its first is a hole waits for itself; so there is room for all.
        ChannelWorld channel = new(kind, exclusive ? 2UL : 4, null, flags);
        World world = channel.World;
        Sender<ExploredMemory> sender = Enter(channel, 0);
        world.Add("sender", () =>
        {
            channel.Claim(sender, 1, 1);
            channel.Claim(sender, 8, 1);
            channel.Commit(sender, 1, 1);
            Explore.Require(sender.Outstanding == 1, "one claim outstanding");
            if (ending == Ending.Leave)
            {
                channel.Leave(0);
                return;
            }

            Explore.RequireOk(sender.Abort());
            channel.SendAll(sender, 1, 1, from: 2);
        }, entry: 0, mortal: ending == Ending.Death);
        if (ending == Ending.Leave || (ending == Ending.Death && exclusive))
        {
            world.Add("successor", () =>
            {
                Sender<ExploredMemory> second = Attach(channel, channel.TakeOver(0, ParticipantRole.Sender));
                channel.SendAll(second, 2, 2);
            }, daemon: ending == Ending.Death);
        }
        else if (!exclusive)
        {
            Sender<ExploredMemory> other = Enter(channel, 1);
            world.Add("other", () => channel.SendAll(other, 2, 1), entry: 1);
        }

        Receiver<ExploredMemory> receiver = kind == ChannelKind.Topic ? channel.Subscriber(2) : channel.Consumer(2);
        world.Add("receiver", () => channel.ReceiveAll(receiver, 9), entry: 2, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = channel.Received[9];
            Explore.RequireAllOf(channel, got, 1);
            Explore.RequireEqual(Explore.Of(got, 2), channel.Committed[2], "the other's messages");
            Explore.Require(!Explore.Of(got, 8).Any(), "nothing that was given up");
        };
        return world;
    }

    private static Sender<ExploredMemory> Enter(ChannelWorld channel, int index) => Attach(channel, channel.Enter(index, ParticipantRole.Sender));

    private static Sender<ExploredMemory> Attach(ChannelWorld channel, EndpointContext context)
    {
        if (channel.Map.Kind == ChannelKind.Queue)
            return new Producer<ExploredMemory>(context);
        return channel.Map.Has(ChannelFlags.Concurrent)
            ? new ConcurrentPublisher<ExploredMemory>(context)
            : new ExclusivePublisher<ExploredMemory>(context);
    }

    private static World Holding(bool dies)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, null);
        World world = channel.World;
        Sender<ExploredMemory> producer = channel.Producer(0);
        world.Add("producer", () => channel.SendAll(producer, 1, 3), entry: 0);
        Receiver<ExploredMemory> holder = channel.Consumer(1);
        world.Add("holder", () =>
        {
            TakeAttempt<ExploredMemory> take = new(holder);
            Explore.RequireOk(ChannelWorld.Blocked(holder, ref take));
            channel.Read(take.Message, 7);
            if (holder.TryTake(out TakenMessage second) == ShmStatus.Ok)
                channel.Read(second, 7);
            channel.Leave(1);
        }, entry: 1, mortal: dies, daemon: true);
        Receiver<ExploredMemory> other = channel.Consumer(2);
        world.Add("other", () => channel.ReceiveAll(other, 9), entry: 2, daemon: true);
        world.Check = () =>
        {
            List<ulong> got = [.. channel.Received[9], .. channel.Redelivered[9]];
            bool ended = got.Count == 3;
            Explore.RequireAscending(channel.Received[9], "first deliveries");
            Explore.RequireEqual(got.Distinct().Order(), got.Order(), "each once");
            Explore.Require(ended || got.Count + channel.Received[7].Count >= 3, "every message with somebody");
        };
        return world;
    }
}
