using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Queues: every message is taken once, by somebody who lives, whoever dies.</summary>
internal sealed class QueueExplorations
{
    [Test]
    public void OneOfEachUnderEverySchedule() => Explore.MustPass(() => Queue(producers: 1, each: 2, consumers: 1, slots: 1));

    [TestCase("producer 1")]
    [TestCase("consumer 1")]
    public void OneOfEachAndADeathUnderEverySchedule(string mortal) =>
        Explore.MustPass(() => Queue(mortal, producers: 1, each: 1, consumers: 2, slots: 1));

    [Test]
    public void AClaimerThatDiesLeavesNoHintBehind() => Explore.MustPass(() => Hints(null), preemptions: 1);

    [TestCase(1, 3, 1, "", Sequences.NearTheWrap)]
    [TestCase(1, 1, 2, "consumer 1", Sequences.Zero)]
    public void EveryMessageIsTakenOnceUnderEverySchedule(int producers, int each, int consumers, string mortal, ulong first) =>
        Explore.MustPass(() => Queue(mortal, producers, each, consumers, first: first));

    [TestCase("", 2, 1, 2, Sequences.Zero)]
    [TestCase("producer 1", 2, 1, 1, Sequences.Zero)]
    [TestCase("producer 1", 2, 1, 1, Sequences.NearTheWrap)]
    [TestCase("consumer 1", 1, 2, 2, Sequences.NearTheWrap)]
    public void EveryMessageIsTakenOnce(string mortal, int producers, int each, int consumers, ulong first) =>
        Explore.MustPass(() => Queue(mortal, producers, each, consumers, first: first), preemptions: 1);

    [Test]
    public void NobodyIsRobbedByARepair() => Explore.MustPass(() => Queue("consumer 1", producers: 1, newcomer: true), preemptions: 1);

    [Test]
    public void NothingIsStrandedWhenTheRepairerDiesToo() => Explore.MustPass(() => Queue("consumer 1 consumer 2", producers: 1, newcomer: true, deaths: 2), preemptions: 0);

    [TestCase(Sequences.Zero)]
    [TestCase(Sequences.NearTheWrap)]
    public void AtMostOnceTakesNothingTwiceUnderEverySchedule(ulong first) =>
        Explore.MustPass(() => Queue("consumer 1", producers: 1, flags: ChannelFlags.AtMostOnce, first: first));

    /// <summary>Consumers walk up from the head: what is READY again behind it would never be seen.</summary>
    [Test]
    public void FindsAHeadThatIsNotLowered() => Explore.MustFail(() => Queue("consumer 1", mutation: new HeadNotLowered()));

    /// <summary>Between GETLK and the repair a live consumer may have taken the entry.</summary>
    [Test]
    public void FindsARepairWithoutTheLock() => Explore.MustFail(() => Queue("consumer 1", producers: 1, newcomer: true, mutation: new RepairWithoutLock()));

    /// <summary>READY first, then the head: a repairer that dies between the two strands the message.</summary>
    [Test]
    public void FindsAHeadThatIsLoweredLate() =>
        Explore.MustFail(() => Queue("consumer 1 consumer 2", newcomer: true, deaths: 2, mutation: new HeadLoweredLate()));

    /// <summary>The producer may have committed the hole and its next message between the two looks.</summary>
    [Test]
    public void FindsAHoleThatIsNotLookedAtAgain() =>
        Explore.MustFail(() => Queue(producers: 1, each: 2, consumers: 1, mutation: new HoleNotLookedAtAgain()));

    /// <summary>A claimer that dies before it moves the hint would leave it behind for ever.</summary>
    [Test]
    public void FindsHintsThatAreNotHelpedAlong() =>
        Explore.MustFail(() => Hints(new HintsNotHelped()));

    /// <summary>A hole of one producer, then two messages of another: their order is kept.</summary>
    [TestCase(1)]
    [TestCase(2)]
    public void EachProducersOrderIsKeptBehindAnothersHole(int preemptions) => Explore.MustPass(() => Holes(null), preemptions);

    /// <summary>The hole behind the first one may have been filled, and its producer's next message committed.</summary>
    [Test]
    public void FindsThatOnlyTheFirstHoleIsLookedAtAgain() => Explore.MustFail(() => Holes(new OnlyTheFirstHoleLookedAtAgain()));

    /// <summary>One message of a producer that may die, then more of another than a walk from the hint has steps.</summary>
    private static World Hints(Mutation? mutation) => Queue("producer 1", consumers: 1, slots: 1, others: 3, mutation: mutation);

    internal static World Queue(
        string mortal = "", int producers = 2, int each = 1, int consumers = 2, ulong slots = 2, bool newcomer = false, int deaths = 1,
        ChannelFlags flags = ChannelFlags.None, ulong first = 0, Mutation? mutation = null, int others = 0)
    {
        ChannelWorld channel = new(ChannelKind.Queue, slots, mutation, flags, first: first, deaths: deaths);
        World world = channel.World;
        for (int i = 1; i <= producers; i++)
        {
            int id = i;
            Producer<ExploredMemory> producer = channel.Producer(id - 1);
            world.Add($"producer {id}", () => channel.SendAll(producer, id, id == 1 || others == 0 ? each : others), id - 1, IsMortal($"producer {id}"));
        }

        for (int i = 1; i <= consumers; i++)
        {
            int id = 10 + i;
            int entry = producers + i - 1;
            Consumer<ExploredMemory> consumer = channel.Consumer(entry);
            world.Add($"consumer {i}", () => channel.ReceiveAll(consumer, id), entry, IsMortal($"consumer {i}"), daemon: true);
        }

        if (newcomer)
        {
            world.Add("newcomer", () =>
            {
                Consumer<ExploredMemory> heir = new(channel.TakeOver(producers, ParticipantRole.Receiver));
                channel.ReceiveAll(heir, 20);
            }, daemon: true);
        }

        world.Check = () => CheckBooks(channel, producers, consumers, newcomer);
        return world;

        bool IsMortal(string name) => mortal.Contains(name, StringComparison.Ordinal);
    }

    private static World Holes(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 4, mutation);
        World world = channel.World;
        Producer<ExploredMemory> slow = channel.Producer(0);
        Producer<ExploredMemory> other = channel.Producer(1);
        Consumer<ExploredMemory> consumer = channel.Consumer(2);
        channel.Claim(slow, 2, 1);
        world.Add("other", () => channel.SendAll(other, 1, 2), entry: 1);
        world.Add("slow", () => channel.Commit(slow, 2, 1), entry: 0);
        world.Add("consumer", () => channel.ReceiveAll(consumer, 9, most: 3), entry: 2);
        world.Check = () => Explore.RequireAscending(channel.Received[9], "the consumer");
        return world;
    }

    private static void CheckBooks(ChannelWorld channel, int producers, int consumers, bool newcomer)
    {
        World world = channel.World;
        List<int> receivers = [.. Enumerable.Range(1, consumers).Where(i => !world.IsDead($"consumer {i}")).Select(i => 10 + i)];
        if (newcomer)
            receivers.Add(20);
        bool someoneReads = receivers.Count > (newcomer ? 1 : 0) || world.IsDead("consumer 1");
        List<ulong> living = [.. receivers.SelectMany(id => channel.Received[id].Concat(channel.Redelivered[id]))];
        Explore.Require(living.Distinct().Count() == living.Count, $"every message taken once, not [{Explore.Show(living)}]");
        foreach (int id in receivers)
            Explore.RequireAscending(channel.Received[id], $"consumer {id}");

        List<ulong> all = [.. channel.Received.All.Concat(channel.Redelivered.All)];
        bool atMostOnce = channel.Map.Has(ChannelFlags.AtMostOnce);
        if (atMostOnce)
            Explore.Require(all.Distinct().Count() == all.Count, $"at most once, not [{Explore.Show(all)}]");
        int missing = channel.Committed.All.Except(all).Count();
        Explore.Require(missing <= (atMostOnce && world.IsDead("consumer 1") ? 1 : 0), $"every message received, of [{Explore.Show(channel.Committed.All)}] these: [{Explore.Show(all)}]");
        if (someoneReads)
            RequireAllEmpty(channel);
        for (int id = 1; id <= producers; id++)
        {
            if (!world.IsDead($"producer {id}"))
                Explore.Require(channel.Committed[id].Count == channel.Begun[id].Count, "a live producer is done");
        }
    }

    /// <summary>When all is quiet, nothing is left in a slot: a message that a dead consumer had was given to another.</summary>
    private static unsafe void RequireAllEmpty(ChannelWorld channel)
    {
        for (ulong i = 0; i < channel.Map.SlotCount; i++)
        {
            SlotPhase phase = SlotWord.Phase(channel.Map.Slot(i)->State);
            Explore.Require(phase is SlotPhase.Empty, $"slot {i} is empty, not {phase}, while consumers wait");
        }
    }
}
