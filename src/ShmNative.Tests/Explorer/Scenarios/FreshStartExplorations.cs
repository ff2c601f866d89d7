using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>
/// A channel is started anew where it stands, and the one who does that may die: the next one finds nothing of the dead, and an observer sees nothing
/// that participants could not have done.
/// </summary>
internal sealed unsafe class FreshStartExplorations
{
    private const int Dead = 9;
    private const int Heir = 1;
    private static readonly int[] s_table = [.. Enumerable.Range(0, (int)Words.Participants)];

    [TestCase(Sequences.Zero)]
    [TestCase(Sequences.NearTheWrap)]
    public void AQueueIsAsNew(ulong first) => Explore.MustPass(() => Starting(ChannelKind.Queue, first), preemptions: 1);

    [TestCase(Sequences.Zero)]
    [TestCase(Sequences.NearTheWrap)]
    public void ATopicIsAsNewAndItsObserverIsNotLedAstray(ulong first) => Explore.MustPass(() => Starting(ChannelKind.Topic, first), preemptions: 1);

    private static World Starting(ChannelKind kind, ulong first)
    {
        bool queue = kind == ChannelKind.Queue;
        ChannelWorld channel = new(kind, 2, null, queue ? ChannelFlags.None : ChannelFlags.Observable, history: queue ? 0UL : 1, first: first) { MessageWords = 2 };
        World world = channel.World;
        LeaveBehind(channel, queue);
        world.Add("one", () =>
        {
            if (ExploredLocks.TryOwnAll(s_table))
                Start(channel);
        }, mortal: true);
        world.Add("other", () =>
        {
            World.BeginCall();
            World.BeginAttempt(null);
            while (!ExploredLocks.TryOwnAll(s_table))
            {
                World.AwaitChange();
                World.BeginAttempt(null);
            }

            Start(channel);
            Sender<ExploredMemory> sender = Sender(queue, channel.TakeOver(0, ParticipantRole.Sender));
            EndpointContext context = channel.TakeOver(1, ParticipantRole.Receiver);
            Receiver<ExploredMemory> receiver = queue ? new Consumer<ExploredMemory>(context) : new Subscriber<ExploredMemory>(context, history: 1);
            // Of the two slots the history keeps one, until the receiver has passed it.
            channel.SendAll(sender, Heir, 1);
            channel.ReceiveAll(receiver, 5, 1);
            channel.SendAll(sender, Heir, 1, from: 2);
            channel.ReceiveAll(receiver, 5, 2);
            Explore.RequireOk(sender.End());
        });
        if (!queue)
        {
            LossySubscriber<ExploredMemory> observer = new(channel.Observe(-1), history: 1);
            world.Add("observer", () => channel.CopyAll(observer, 6));
        }

        world.Check = () =>
        {
            Explore.RequireEqual(channel.Received[5], ChannelWorld.Messages(Heir, 1, 2), "only the heir's messages");
            Explore.Require(channel.Redelivered[5].Count == 0, "nothing of the dead is delivered again");
            Explore.RequireAscending(channel.Received[6], "the observer's messages");
        };
        return world;
    }

    /// <summary>Two messages, of which a queue's first was being taken; nobody of them lives.</summary>
    private static void LeaveBehind(ChannelWorld channel, bool queue)
    {
        Sender<ExploredMemory> sender = Sender(queue, channel.Enter(0, ParticipantRole.Sender));
        for (int i = 1; i <= 2; i++)
        {
            Explore.RequireOk(sender.TryClaim(out SlotHeader* slot));
            channel.Fill(slot, Dead, i);
            channel.Commit(sender, Dead, i);
        }

        if (queue)
            Explore.RequireOk(channel.Consumer(1).TryTake(out _));
    }

    private static Sender<ExploredMemory> Sender(bool queue, in EndpointContext context) =>
        queue ? new Producer<ExploredMemory>(context) : new ExclusivePublisher<ExploredMemory>(context);

    private static void Start(ChannelWorld channel)
    {
        FreshStart<ExploredMemory>.Begin(channel.Map);
        ExploredLocks.UnlockAll(s_table);
    }
}
