using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>
/// What wait sets and descriptors do: announce without taking, fence, look without taking, sleep; then take. There are no slices: a lost
/// wake, or a look that differs from what a try would find, is a deadlock.
/// </summary>
internal sealed unsafe class WaitSetExplorations
{
    private static readonly ExploredSleeper s_sleeper = new();

    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public void NobodySleepsWhileThereIsAMessage(int waiters, int messages) => Explore.MustPass(() => Topic(waiters, messages), preemptions: 1);

    [Test]
    public void SendersSeeRoomAndReceiversMessages() => Explore.MustPass(Queue, preemptions: 1);

    [Test]
    public void FindsAMissingMembarrier() => Explore.MustFail(() => Topic(1, 1, new NoMembarrier()));

    private static World Topic(int waiters, int messages, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 4, mutation, buffered: true, slices: false);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        publisher.TryClaim(out _); // the gate is open for all messages: waiting is what is looked at
        publisher.Abort();
        world.Add("publisher", () => channel.SendAll(publisher, 1, messages), entry: 0);
        for (int i = 1; i <= waiters; i++)
        {
            int id = i;
            Subscriber<ExploredMemory> waiter = channel.Subscriber(id);
            EndWaiter<ExploredMemory> patience = new(waiter) { WaitForPeer = true };
            world.Add($"waiter {id}", () => ReceiveAll(channel, waiter, patience, id, messages), id);
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
        EndWaiter<ExploredMemory> forRoom = new(producer) { WaitForPeer = true };
        EndWaiter<ExploredMemory> forMessages = new(consumer) { WaitForPeer = true };
        world.Add("producer", () =>
        {
            for (int i = 1; i <= 2; i++)
            {
                Await(forRoom);
                Explore.RequireOk(producer.TryClaim(out SlotHeader* slot));
                channel.Fill(slot, 1, i);
                channel.Commit(producer, 1, i);
            }
        }, entry: 0);
        world.Add("consumer", () => ReceiveAll(channel, consumer, forMessages, 2, 2), entry: 1);
        return world;
    }

    private static void ReceiveAll(ChannelWorld channel, Receiver<ExploredMemory> receiver, EndWaiter<ExploredMemory> waiter, int id, int messages)
    {
        while (channel.Received[id].Count < messages)
        {
            Await(waiter);
            Explore.RequireOk(receiver.TryTake(out TakenMessage message));
            channel.Read(message, id);
            Explore.RequireOk(receiver.Release());
        }
    }

    private static void Await(EndWaiter<ExploredMemory> endpoint)
    {
        while (true)
        {
            World.BeginAttempt();
            uint word = endpoint.Announce();
            s_sleeper.FenceOthers();
            ShmStatus status = endpoint.LookWithoutTaking();
            if (status is not (ShmStatus.Full or ShmStatus.Empty))
            {
                Explore.RequireOk(status);
                return;
            }

            s_sleeper.Wait(endpoint.AwaitedWord, word, ShmConstants.Infinite);
        }
    }
}
