using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>The real waiting loop on a store buffer: nobody sleeps while there is something for it. Without slices, unless said.</summary>
internal sealed unsafe class WaitExplorations
{
    private const long Infinite = -1;

    [TestCase(1)]
    [TestCase(2)]
    public void AWaiterIsWokenUnderEverySchedule(int messages) => Explore.MustPass(() => Waiting(waiters: 1, messages));

    [Test]
    public void TwoWaitersAreWoken() => Explore.MustPass(() => Waiting(2, 1), preemptions: 1);

    [Test]
    public void AWakeWithoutAMessageLosesNoWaiter() => Explore.MustPass(() => Waiting(1, 1, bareWake: true), preemptions: 2);

    [Test]
    public void AWaiterThatDiesTakesNobodysWake() => Explore.MustPass(() => Waiting(2, 1, mortalWaiter: true), preemptions: 1);

    [Test]
    public void SlicesFindWhatADeadPublisherCouldNotTell() =>
        Explore.MustPass(() => Waiting(1, 2, mortalPublisher: true, slices: true), preemptions: 1);

    [Test]
    public void APublisherThatFencesByItselfNeedsNoMembarrierUnderEverySchedule() =>
        Explore.MustPass(() => Waiting(1, 2, fence: true, mutation: new NoMembarrier()));

    /// <summary>The publisher's store may still be in its buffer when it looks at the flag.</summary>
    [Test]
    public void FindsAMissingMembarrier() => Explore.MustFail(() => Waiting(1, 1, mutation: new NoMembarrier()));

    /// <summary>A bump between the announcement and the load of the word cleared the flag: the sleeper is not announced any more.</summary>
    [Test]
    public void FindsAWordThatIsReadAfterTheAnnouncement() => Explore.MustFail(() => Waiting(1, 1, bareWake: true, mutation: new WordReadLate()));

    /// <summary>Cleared after the bump, the flag of one who announced itself in between is lost.</summary>
    [Test]
    public void FindsAFlagThatIsClearedAfterTheBump() => Explore.MustFail(() => Waiting(1, 2, mutation: new FlagClearedLate()));

    [Test]
    public void FindsThatSlicesAreMissing() => Explore.MustFail(() => Waiting(1, 1, mortalPublisher: true));

    [TestCase(false)]
    [TestCase(true)]
    public void BothSidesOfAQueueAreWoken(bool mortal) => Explore.MustPass(() => BothSides(mortal), preemptions: 1);

    /// <summary>The last message of one who leaves is received before the call reports that nobody is there.</summary>
    [Test]
    public void NoPeerComesAfterTheLastMessageUnderEverySchedule() => Explore.MustPass(Leaving);

    private static World Waiting(
        int waiters, int messages, bool mortalPublisher = false, bool mortalWaiter = false, bool slices = false, bool fence = false,
        bool bareWake = false, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 4, mutation, buffered: true, slices: slices) { Fence = fence };
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        publisher.TryClaim(out _); // the gate is open for all messages: waiting is what is looked at
        publisher.Abort();
        world.Add("publisher", () => channel.SendAll(publisher, 1, messages), entry: 0, mortal: mortalPublisher);
        for (int i = 1; i <= waiters; i++)
        {
            int id = i;
            Subscriber<ExploredMemory> waiter = channel.Subscriber(id);
            EndWaiter<ExploredMemory> patience = new(waiter) { Spins = false, WaitForPeer = true };
            bool mortal = mortalWaiter && id == 1;
            world.Add($"waiter {id}", () => Await(channel, waiter, patience, id, messages), id, mortal, daemon: mortalPublisher);
        }

        if (bareWake)
        {
            EndWaiter<ExploredMemory> cancelled = new(channel.Subscriber(7));
            world.Add("canceller", cancelled.Cancel, entry: 7);
        }

        world.Check = () => CheckWaiters(channel, waiters);
        return world;
    }

    private static void Await(
        ChannelWorld channel, Receiver<ExploredMemory> receiver, EndWaiter<ExploredMemory> waiter, int id, int messages)
    {
        while (channel.Received[id].Count < messages)
        {
            World.BeginCall();
            World.BeginAttempt(waiter);
            TakeAttempt<ExploredMemory> take = new(receiver);
            Explore.RequireOk(waiter.Run(ref take, Infinite));
            channel.Read(take.Message, id);
            Explore.RequireOk(receiver.Release());
        }
    }

    private static void CheckWaiters(ChannelWorld channel, int waiters)
    {
        for (int id = 1; id <= waiters; id++)
        {
            ulong next = (ulong)channel.Received[id].Count;
            bool there = SlotWord.IsReady(channel.Map.Slot(next)->State, next);
            Explore.Require(!there || channel.World.IsDead($"waiter {id}"), $"waiter {id} sleeps, and message {next + 1} is there");
        }
    }

    /// <summary>One slot, two messages: the producer waits for room, the consumer for data.</summary>
    private static World BothSides(bool mortal)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 1, null, buffered: true, slices: mortal);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        Consumer<ExploredMemory> consumer = channel.Consumer(1);
        EndWaiter<ExploredMemory> forRoom = new(producer) { Spins = false, WaitForPeer = true };
        EndWaiter<ExploredMemory> forMessages = new(consumer) { Spins = false, WaitForPeer = true };
        world.Add("producer", () =>
        {
            for (int i = 1; i <= 2; i++)
            {
                World.BeginCall();
                World.BeginAttempt(forRoom);
                ClaimAttempt<ExploredMemory> claim = new(producer);
                Explore.RequireOk(forRoom.Run(ref claim, Infinite));
                channel.Fill(claim.Slot, 1, i);
                channel.Commit(producer, 1, i);
            }
        }, entry: 0, mortal: mortal, daemon: mortal);
        world.Add("consumer", () => Await(channel, consumer, forMessages, 2, 2), entry: 1, daemon: mortal);
        world.Check = () => Explore.RequireAllOf(channel, channel.Received[2], 1);
        return world;
    }

    private static World Leaving()
    {
        ChannelWorld channel = new(ChannelKind.Queue, 2, null, slices: false);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        Consumer<ExploredMemory> consumer = channel.Consumer(1);
        EndWaiter<ExploredMemory> waiter = new(consumer) { Spins = false };
        world.Add("producer", () =>
        {
            channel.SendAll(producer, 1, 1);
            channel.Leave(0);
        }, entry: 0);
        world.Add("consumer", () =>
        {
            ShmStatus status;
            TakeAttempt<ExploredMemory> take = new(consumer);
            while ((status = waiter.Run(ref take, Infinite)) == ShmStatus.Ok)
            {
                channel.Read(take.Message, 2);
                Explore.RequireOk(consumer.Release());
            }

            Explore.Require(status == ShmStatus.NoPeer, $"no peer, not {status}");
        }, entry: 1);
        world.Check = () => Explore.RequireAllOf(channel, channel.Received[2], 1);
        return world;
    }
}
