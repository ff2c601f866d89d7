using ShmNative.Channels;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>The end of a stream that several send to: nobody takes it for the end while a committed message is still to come.</summary>
internal sealed class EndOfStreamExplorations
{
    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    public void TheLastMessageIsReceivedUnderEverySchedule(ChannelKind kind) => Explore.MustPass(() => Closing(kind));

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    public void TheLastMessageIsReceived(ChannelKind kind) => Explore.MustPass(() => Closing(kind, messages: 2, mortal: true), preemptions: 1);

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    public void FindsASlotThatIsReadBeforeClosed(ChannelKind kind) =>
        Explore.MustFail(() => Closing(kind, mutation: new SlotBeforeClosed()), everySchedule: true);

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    public void FindsAClaimThatDoesNotLookAgain(ChannelKind kind) =>
        Explore.MustFail(() => Closing(kind, mutation: new ClosedNotRechecked()), everySchedule: true);

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    public void FindsAHoleTakenForTheEnd(ChannelKind kind) =>
        Explore.MustFail(() => Closing(kind, mutation: new HoleTakenForTheEnd()), everySchedule: true);

    /// <summary>One sends, another says that nothing more comes. Whoever sends may die.</summary>
    private static World Closing(ChannelKind kind, int messages = 1, bool mortal = false, Mutation? mutation = null)
    {
        bool topic = kind == ChannelKind.Topic;
        ChannelWorld channel = new(kind, 2, mutation, topic ? ChannelFlags.Concurrent : ChannelFlags.None);
        World world = channel.World;
        Sender<ExploredMemory> sender = topic ? channel.ConcurrentPublisher(0) : channel.Producer(0);
        Sender<ExploredMemory> closer = topic ? channel.ConcurrentPublisher(1) : channel.Producer(1);
        Receiver<ExploredMemory> receiver = topic ? channel.Subscriber(2) : channel.Consumer(2);
        world.Add("sender", () => channel.SendAll(sender, 1, messages), entry: 0, mortal: mortal);
        world.Add("closer", () => Explore.RequireOk(closer.End()), entry: 1);
        world.Add("receiver", () => channel.ReceiveAll(receiver, 3), entry: 2);
        world.Check = () => Explore.RequireAllOf(channel, channel.Received[3], 1);
        return world;
    }
}
