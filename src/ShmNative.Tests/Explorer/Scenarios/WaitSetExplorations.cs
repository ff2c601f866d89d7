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
        publisher.TryClaim(); // the gate is open for all messages: waiting is what is looked at
        publisher.Abort();
        world.Add("publisher", () => channel.SendAll(publisher, 1, messages), entry: 0);
        for (int i = 1; i <= waiters; i++)
        {
            int id = i;
            Subscriber<ExploredMemory> waiter = channel.Subscriber(id);
            waiter.WaitForPeer = true;
            world.Add($"waiter {id}", () => ReceiveAll(channel, waiter, id, messages), id);
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
        producer.WaitForPeer = consumer.WaitForPeer = true;
        world.Add("producer", () =>
        {
            for (int i = 1; i <= 2; i++)
            {
                Await(producer);
                Explore.RequireOk(producer.TryClaim());
                channel.Fill(producer, 1, i);
                channel.Commit(producer, 1, i);
            }
        }, entry: 0);
        world.Add("consumer", () => ReceiveAll(channel, consumer, 2, 2), entry: 1);
        return world;
    }

    private static void ReceiveAll(ChannelWorld channel, Receiver<ExploredMemory> receiver, int id, int messages)
    {
        while (channel.Received[id].Count < messages)
        {
            Await(receiver);
            Explore.RequireOk(receiver.TryTake());
            channel.Read(receiver, id);
            Explore.RequireOk(receiver.Release());
        }
    }

    private static void Await(Endpoint<ExploredMemory> endpoint)
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
