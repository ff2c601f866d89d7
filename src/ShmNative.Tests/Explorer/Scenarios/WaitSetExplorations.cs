using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>
/// Wait sets, descriptors and the poller. There are no slices: a lost wake, or a look that differs from what a try would find, is a deadlock.
/// </summary>
internal sealed unsafe class WaitSetExplorations
{
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public void NobodySleepsWhileThereIsAMessage(int waiters, int messages) => Explore.MustPass(() => Topic(waiters, messages), preemptions: 1);

    [Test]
    public void SendersSeeRoomAndReceiversMessages() => Explore.MustPass(Queue, preemptions: 1);

    [Test]
    public void OneSetWaitsForBothSides() => Explore.MustPass(BothSides, preemptions: 1);

    [Test]
    public void ACancelEndsAWait() => Explore.MustPass(() => Cancelled(null), preemptions: 2);

    [Test]
    public void FindsAMissingMembarrier() => Explore.MustFail(() => Topic(1, 1, new NoMembarrier()));

    /// <summary>What comes between its look and its announcement is told to nobody.</summary>
    [Test]
    public void FindsASetThatLooksBeforeItAnnounces() => Explore.MustFail(() => Topic(1, 1, new LooksBeforeItAnnounces("waiter 1")));

    /// <summary>A cancel between its look and its sleep is told to nobody, where it sleeps on the word as it is then.</summary>
    [Test]
    public void FindsASetThatSleepsOnACancelledWord() => Explore.MustFail(() => Cancelled(control => new LoadedAtLast("waiter", control)));

    [TestCase(1)]
    [TestCase(2)]
    public void ADescriptorIsReadableWhileThereIsAMessage(int messages) => Explore.MustPass(() => Polled(messages, ofSet: false), preemptions: 1);

    [Test]
    public void ASetsDescriptorIsReadableWhileThereIsAMessage() => Explore.MustPass(() => Polled(1, ofSet: true), preemptions: 1);

    /// <summary>What is armed between its look at what is armed and its load of the control word is waited for by nobody.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void FindsAPollerThatLoadsItsControlWordLate(bool ofSet) =>
        Explore.MustFail(() => Polled(1, ofSet, control => new LoadedAtLast("poller", control)));

    /// <summary>What comes between its look and its announcement raises nothing.</summary>
    [Test]
    public void FindsADescriptorThatIsLoweredAfterTheLook() => Explore.MustFail(() => Polled(1, ofSet: true, _ => new LooksBeforeItAnnounces("waiter")));

    private static World Topic(int waiters, int messages, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 4, mutation, buffered: true, slices: false);
        World world = channel.World;
        AddPublisher(channel, messages);
        for (int i = 1; i <= waiters; i++)
        {
            int id = i;
            Subscriber<ExploredMemory> waiter = channel.Subscriber(id);
            WaitSet<ExploredMemory> set = Set(channel, id - 1, waiter);
            world.Add($"waiter {id}", () => ReceiveAll(channel, set, waiter, id, messages), id);
        }

        world.Check = () =>
        {
            for (int id = 1; id <= waiters; id++)
                Explore.Require(channel.Received[id].Count == messages, $"waiter {id} got all, not {channel.Received[id].Count}");
        };
        return world;
    }

    /// <summary>One slot, two messages: the producer waits for room, the consumer for messages.</summary>
    private static World Queue()
    {
        ChannelWorld channel = new(ChannelKind.Queue, 1, null, slices: false);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        Consumer<ExploredMemory> consumer = channel.Consumer(1);
        WaitSet<ExploredMemory> room = Set(channel, 0, producer), messages = Set(channel, 1, consumer);
        world.Add("producer", () =>
        {
            for (int i = 1; i <= 2; i++)
            {
                Await(room);
                Explore.RequireOk(producer.TryClaim(out SlotHeader* slot));
                channel.Fill(slot, 1, i);
                channel.Commit(producer, 1, i);
            }
        }, entry: 0);
        world.Add("consumer", () => ReceiveAll(channel, messages, consumer, 2, 2), entry: 1);
        return world;
    }

    /// <summary>A thread with two ends: it passes on what comes, in a queue of one slot that is full at first.</summary>
    private static World BothSides()
    {
        ChannelWorld channel = new(ChannelKind.Queue, 1, null, slices: false);
        World world = channel.World;
        Producer<ExploredMemory> producer = channel.Producer(0);
        Consumer<ExploredMemory> consumer = channel.Consumer(1);
        Consumer<ExploredMemory> other = channel.Consumer(2);
        channel.SendAll(producer, 1, 1);
        Explore.RequireOk(other.TryTake(out _)); // so that there is neither room nor a message
        WaitSet<ExploredMemory> set = Set(channel, 0, producer, consumer);
        world.Add("waiter", () =>
        {
            Explore.Require(Await(set) == 0, "room");
            Explore.RequireOk(producer.TryClaim(out SlotHeader* slot));
            channel.Fill(slot, 1, 2);
            channel.Commit(producer, 1, 2);
            Explore.Require(Await(set) == 1, "a message");
        }, entry: 0);
        world.SetLock(1, 0); // its other end's
        world.Add("other", () => Explore.RequireOk(other.Release()), entry: 2);
        return world;
    }

    private static World Cancelled(Func<long, Mutation>? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 1, mutation?.Invoke(ControlKey(ChannelKind.Topic, 1)), buffered: true, slices: false);
        World world = channel.World;
        WaitSet<ExploredMemory> set = Set(channel, 0, channel.Subscriber(1));
        world.Add("waiter", () =>
        {
            ShmStatus status = set.Wait(new ShmReady[1], out _, ShmConstants.Infinite);
            Explore.Require(status == ShmStatus.Cancelled, $"cancelled, not {status}");
        }, entry: 1);
        world.Add("canceller", set.Cancel);
        return world;
    }

    /// <summary>A thread that sleeps in poll(2) only: on its end's descriptor, or on that of a set with the end.</summary>
    private static World Polled(int messages, bool ofSet, Func<long, Mutation>? mutation = null)
    {
        long control = ControlKey(ChannelKind.Topic, 4);
        ChannelWorld channel = new(ChannelKind.Topic, 4, mutation?.Invoke(control), buffered: true, slices: false);
        World world = channel.World;
        AddPublisher(channel, messages);
        ExploredPoller poller = new(world, control, control + 16);
        ExploredPollEvent readable = new(control + 24);
        world.Put(control + 24, 8, 1);
        world.Add("poller", poller.Run, daemon: true);
        Subscriber<ExploredMemory> waiter = channel.Subscriber(1);
        EndWaiter<ExploredMemory> patience = new(waiter) { WaitForPeer = true };
        WaitSet<ExploredMemory> set = Set(channel, 1, waiter);
        PollSource source = new(set.Members, readable, poller);
        if (ofSet)
            set.Source = source;
        else
            patience.PollSource = source;
        world.Add("waiter", () =>
        {
            while (channel.Received[1].Count < messages)
            {
                TakeAttempt<ExploredMemory> take = new(waiter);
                bool nothing = ofSet && set.Wait(new ShmReady[1], out _, 0) == ShmStatus.Timeout;
                ShmStatus status = nothing ? ShmStatus.Empty : patience.Run(ref take, 0);
                if (status == ShmStatus.Empty)
                {
                    readable.AwaitReadable();
                    continue;
                }

                Explore.RequireOk(status);
                channel.Read(take.Message, 1);
                Explore.RequireOk(waiter.Release());
            }
        }, entry: 1);
        return world;
    }

    private static void AddPublisher(ChannelWorld channel, int messages)
    {
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        publisher.TryClaim(out _); // the gate is open for all messages: waiting is what is looked at
        publisher.Abort();
        channel.World.Add("publisher", () => channel.SendAll(publisher, 1, messages), entry: 0);
    }

    /// <summary>Where the private words of a world with such a channel are: between two places where the state word of a slot could be.</summary>
    private static long ControlKey(ChannelKind kind, ulong slots) => (long)ChannelWorld.Geometry(kind, slots).TotalSize + 8;

    /// <summary>A set with these members, tagged 0, 1 and so on; each set of a world has a number.</summary>
    private static WaitSet<ExploredMemory> Set(ChannelWorld channel, int number, params Endpoint<ExploredMemory>[] members)
    {
        long control = ControlKey(channel.Map.Kind, channel.Map.SlotCount) + (8 * number);
        CancelWord<ExploredMemory> cancel = new((uint*)(channel.World.Memory + control));
        WaitSet<ExploredMemory> set = new(cancel, new ExploredSleeper(), spins: 0);
        for (int i = 0; i < members.Length; i++)
        {
            set.Add(new ExploredWaitable(members[i], new(members[i]) { WaitForPeer = true }), i);
        }

        return set;
    }

    private static void ReceiveAll(ChannelWorld channel, WaitSet<ExploredMemory> set, Receiver<ExploredMemory> receiver, int id, int messages)
    {
        while (channel.Received[id].Count < messages)
        {
            Await(set);
            Explore.RequireOk(receiver.TryTake(out TakenMessage message));
            channel.Read(message, id);
            Explore.RequireOk(receiver.Release());
        }
    }

    /// <summary>Waits without an end; the tag of what was found.</summary>
    private static long Await(WaitSet<ExploredMemory> set)
    {
        World.BeginAttempt();
        ShmReady[] ready = new ShmReady[1];
        Explore.RequireOk(set.Wait(ready, out int count, ShmConstants.Infinite));
        Explore.Require(count == 1, "one found");
        Explore.RequireOk(ready[0].Status);
        return ready[0].Tag;
    }
}
