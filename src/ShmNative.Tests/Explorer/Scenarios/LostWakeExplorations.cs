using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>
/// The real wait on everything that ends one and is no message. There are no slices, and who dies is dead before: a wake that is not given is a
/// deadlock here, where a user would be half a second late and see no failure.
/// </summary>
internal sealed unsafe class LostWakeExplorations
{
    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    [TestCase(ChannelKind.Value)]
    public void TheEndWakesReceivers(ChannelKind kind) => Explore.MustPass(() => Ending(kind, null), preemptions: 1);

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    [TestCase(ChannelKind.Value)]
    public void FindsAnEndThatWakesNobody(ChannelKind kind) => Explore.MustFail(() => Ending(kind, new WakesNobody("sender")));

    [Test]
    public void ARepairWakesTheOthers() => Explore.MustPass(() => Repaired(null), preemptions: 1);

    [Test]
    public void FindsARepairThatWakesNobody() => Explore.MustFail(() => Repaired(new WakesNobody("repairer")));

    /// <summary>The message that another held when the stream ended might have come back.</summary>
    [Test]
    public void TheLastReleaseAfterTheEndWakesReceivers() => Explore.MustPass(() => LastRelease(null), preemptions: 1);

    [Test]
    public void FindsALastReleaseThatWakesNobody() => Explore.MustFail(() => LastRelease(new WakesNobody("holder")));

    [Test]
    public void WhoLeavesWakesTheOthers() => Explore.MustPass(() => Left(null), preemptions: 1);

    [Test]
    public void FindsALeaverThatWakesNobody() => Explore.MustFail(() => Left(new WakesNobody("leaver")));

    private static World Ending(ChannelKind kind, Mutation? mutation)
    {
        ChannelWorld channel = new(kind, 2, mutation, buffered: true, slices: false);
        World world = channel.World;
        Sender<ExploredMemory> sender = kind switch
        {
            ChannelKind.Topic => channel.Publisher(),
            ChannelKind.Queue => channel.Producer(0),
            _ => channel.Writer(),
        };
        Receiver<ExploredMemory>? receiver = kind switch
        {
            ChannelKind.Topic => channel.Subscriber(1),
            ChannelKind.Queue => channel.Consumer(1),
            _ => null,
        };
        LossyReader<ExploredMemory>? reader = receiver is null ? channel.Reader(1) : null;
        world.Add("sender", () => Explore.RequireOk(sender.End()), entry: 0);
        world.Add("receiver", () =>
        {
            ulong word = 0;
            CopyAttempt<ExploredMemory> copy = new(reader!, (byte*)&word, sizeof(ulong), again: false);
            if (reader is not null)
                ChannelWorld.Await(reader, ref copy, ShmStatus.Closed);
            else
                ChannelWorld.Await(receiver!, ShmStatus.Closed);
        }, entry: 1);
        return world;
    }

    /// <summary>A consumer died with the only message. One that is awake gives it back; another sleeps.</summary>
    private static World Repaired(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, mutation, slices: false);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        channel.SendAll(producer, 1, 1);
        Explore.RequireOk(channel.Consumer(1).TryTake(out _)); // nobody holds its lock, once "dead" is
        Consumer<ExploredMemory> sleeper = channel.Consumer(2);
        world.Add("dead", () => World.AwaitChange(), entry: 1, mortal: true, daemon: true);
        world.Add("sleeper", () =>
        {
            channel.Read(ChannelWorld.Await(sleeper, ShmStatus.Ok), 9);
        }, entry: 2, daemon: true);
        bool repaired = false;
        world.Add("repairer", () =>
        {
            World.BeginCall();
            World.BeginAttempt(producer);
            repaired = producer.RemoveObstacles();
            World.Running!.Testify(repaired ? 1u : 0);
        }, entry: 0);
        world.Check = () => Explore.Require(!repaired || channel.Redelivered[9].Count == 1, "who sleeps gets what the repair gave back");
        return world;
    }

    private static World LastRelease(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, mutation, slices: false);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        channel.SendAll(producer, 1, 1);
        Consumer<ExploredMemory> holder = channel.Consumer(1);
        Explore.RequireOk(holder.TryTake(out _));
        Explore.RequireOk(producer.End());
        Consumer<ExploredMemory> other = channel.Consumer(2);
        world.Add("holder", () => Explore.RequireOk(holder.Release()), entry: 1);
        world.Add("other", () => ChannelWorld.Await(other, ShmStatus.Closed), entry: 2);
        return world;
    }

    /// <summary>A consumer leaves with the only message.</summary>
    private static World Left(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, mutation, slices: false);
        World world = channel.World;
        channel.SendAll(channel.Producer(0), 1, 1);
        Explore.RequireOk(channel.Consumer(1).TryTake(out _));
        Consumer<ExploredMemory> other = channel.Consumer(2);
        world.Add("leaver", () => channel.Leave(1), entry: 1);
        world.Add("other", () => ChannelWorld.Await(other, ShmStatus.Ok), entry: 2);
        return world;
    }
}
