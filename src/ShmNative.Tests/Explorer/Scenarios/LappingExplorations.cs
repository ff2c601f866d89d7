using ShmNative.Channels.Topics;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Lossy subscribers and observers of a topic that overtakes them: nothing torn, the order kept, every message received or counted.</summary>
internal sealed class LappingExplorations
{
    [Test]
    public void NothingIsTornUnderEverySchedule() => Explore.MustPass(() => Exclusive(messages: 2, buffered: false));

    [TestCase(3, true, true, Sequences.Zero)]
    [TestCase(5, false, false, Sequences.NearTheWrap)]
    [TestCase(3, true, true, Sequences.NearTheWrap)]
    [TestCase(4, false, false, Sequences.Zero)]
    public void NothingIsTornOrUncountedUnderEverySchedule(int messages, bool buffered, bool observer, ulong first) =>
        Explore.MustPass(() => Exclusive(messages, buffered, observer, first));

    [Test]
    public void ConcurrentPublishersTearNothing() => Explore.MustPass(Concurrent, preemptions: 1);

    /// <summary>Payload stores that pass WRITING tear a message that is being read.</summary>
    [Test]
    public void FindsAMissingStoreFence() => Explore.MustFail(() => Exclusive(2, slots: 1, mutation: new NoStoreFence()));

    /// <summary>A publisher whose channel was not created observable does not mark the slot that it writes: only reliable subscribers are safe.</summary>
    [Test]
    public void FindsAPublisherThatDoesNotMark() => Explore.MustFail(() => Exclusive(2, slots: 1, flags: ChannelFlags.None));

    /// <summary>What was copied counts only if the state word is still the same.</summary>
    [Test]
    public void FindsAMissingSecondLook() => Explore.MustFail(() => Exclusive(2, slots: 1, mutation: new NotRechecked()));

    internal static World Exclusive(
        int messages, bool buffered = true, bool observer = false, ulong first = 0, ulong slots = 2,
        ChannelFlags flags = ChannelFlags.Observable, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Topic, slots, mutation, flags, first: first, buffered: buffered) { MessageWords = 2 };
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        world.Add("publisher", () =>
        {
            channel.SendAll(publisher, 1, messages);
            publisher.End();
        }, entry: 0);
        AddReader(channel, observer, messages);
        return world;
    }

    private static World Concurrent()
    {
        ChannelWorld channel = new(ChannelKind.Topic, 2, null, ChannelFlags.Concurrent) { MessageWords = 2 };
        World world = channel.World;
        int left = 2;
        for (int i = 1; i <= 2; i++)
        {
            int id = i;
            ConcurrentPublisher<ExploredMemory> publisher = channel.ConcurrentPublisher(id - 1);
            world.Add($"publisher {id}", () =>
            {
                channel.SendAll(publisher, id, 2);
                World.Step(Operation.Write("the last one ends", World.LockKey(7)));
                World.Running!.Note((ulong)--left);
                if (left == 0)
                    publisher.End();
            }, entry: id - 1);
        }

        AddReader(channel, observer: false, sent: 4);
        return world;
    }

    private static void AddReader(ChannelWorld channel, bool observer, int sent)
    {
        LossySubscriber<ExploredMemory> reader = observer ? new(channel.Observe(-1), 0) : channel.LossySubscriber(2);
        channel.World.Add("reader", () =>
        {
            channel.CopyAll(reader, 9);
            World.Running!.Testify(reader.Lost);
        }, observer ? -1 : 2);
        channel.World.Check = () =>
        {
            List<ulong> got = channel.Received[9];
            Explore.RequireAscending(got, "the reader");
            Explore.Require(got.Count + (int)reader.Lost == sent, $"received {got.Count} + missed {reader.Lost} = sent {sent}");
        };
    }
}
