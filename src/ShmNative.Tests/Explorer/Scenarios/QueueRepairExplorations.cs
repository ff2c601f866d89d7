using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Messages that come back from consumers that died or left: nothing is stranded, whoever else repairs or takes.</summary>
internal sealed class QueueRepairExplorations
{
    [Test]
    public void TwoRepairersOfTwoDeadStrandNothing() => Explore.MustPass(() => TwoRepairers(null), preemptions: 2);

    /// <summary>One lowers the head to the older message, then the other raises it to the newer one again.</summary>
    [Test]
    public void FindsAHeadThatIsLoweredByAStore() => Explore.MustFail(() => TwoRepairers(new HeadLoweredByStore()));

    [TestCase(0)]
    [TestCase(1)]
    public void AnOlderMessageThatCameBackIsRepairedToo(int preemptions) => Explore.MustPass(() => OlderTaken(null), preemptions);

    /// <summary>Whoever repairs the entry begins at its intent: what is older would stay with the dead for good.</summary>
    [Test]
    public void FindsAnIntentThatIsNotLowered() => Explore.MustFail(() => OlderTaken(new IntentNotLowered()));

    /// <summary>Two consumers died with a message each; two others find that out at once.</summary>
    private static World TwoRepairers(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, mutation);
        World world = channel.World;
        channel.SendAll(channel.Producer(0), 1, 2);
        Explore.RequireOk(channel.Consumer(1).TryTake(out _)); // nobody holds the locks of entries 1 and 2
        Explore.RequireOk(channel.Consumer(2).TryTake(out _));
        for (int i = 3; i <= 4; i++)
        {
            Consumer<ExploredMemory> consumer = channel.Consumer(i);
            world.Add($"repairer {i}", () => consumer.RemoveObstacles(), entry: i);
        }

        Consumer<ExploredMemory> third = channel.Consumer(5);
        world.Check = () =>
        {
            while (third.TryTake(out TakenMessage message) == ShmStatus.Ok)
                channel.Read(message, 9);
            Explore.RequireEqual(channel.Redelivered[9], ChannelWorld.Messages(1, 1, 2), "both come again");
        };
        return world;
    }

    /// <summary>Who holds a newer message takes an older one that came back, and dies.</summary>
    private static World OlderTaken(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 4, mutation);
        World world = channel.World;
        channel.SendAll(channel.Producer(0), 1, 2);
        Explore.RequireOk(channel.Consumer(1).TryTake(out _));
        Consumer<ExploredMemory> holder = channel.Consumer(2);
        Explore.RequireOk(holder.TryTake(out _));
        Consumer<ExploredMemory> other = channel.Consumer(3);
        world.Add("leaver", () => channel.Leave(1), entry: 1);
        world.Add("holder", () =>
        {
            TakeAttempt<ExploredMemory> take = new(holder);
            Explore.RequireOk(ChannelWorld.Blocked(holder, ref take));
            World.BeginCall();
            World.BeginAttempt(holder);
            World.AwaitChange(); // its death
        }, entry: 2, mortal: true, daemon: true);
        world.Add("other", () => channel.ReceiveAll(other, 9), entry: 3, daemon: true);
        world.Check = () =>
        {
            if (!world.IsDead("holder"))
                return;
            List<ulong> got = [.. channel.Received[9], .. channel.Redelivered[9]];
            Explore.RequireEqual(got.Order(), ChannelWorld.Messages(1, 1, 2), "both come again");
        };
        return world;
    }
}
