using ShmNative.Channels.Values;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Values on a store buffer: the newest message in the end, never a torn one, never an older one than before.</summary>
internal sealed class ValueExplorations
{
    [Test]
    public void ReaderNeverGoesBackUnderEverySchedule() => Explore.MustPass(() => Reading(messages: 2, buffered: false));

    [TestCase(Sequences.Zero)]
    [TestCase(Sequences.NearTheWrap)]
    public void ReaderNeverGoesBackOnBufferedStoresUnderEverySchedule(ulong first) =>
        Explore.MustPass(() => Reading(messages: 2, first: first, before: 1));

    [TestCase(4, 1)]
    [TestCase(3, 2)]
    public void ReaderGetsTheNewestAndNeverGoesBack(int messages, int readers) =>
        Explore.MustPass(() => Reading(messages, readers, buffered: false, before: 1), preemptions: readers == 1 ? 2 : 1);

    [Test]
    public void AnAbortedMessageIsNeverSeenUnderEverySchedule() => Explore.MustPass(Aborting);

    [TestCase(false, Sequences.Zero)]
    [TestCase(false, Sequences.NearTheWrap)]
    public void ASuccessorGoesOnWhereTheDeadWriterStopped(bool buffered, ulong first) =>
        Explore.MustPass(() => HandOver(buffered, first), preemptions: 1);

    /// <summary>A newer message in the slot of the latest is whole too; but the next look may find an older latest.</summary>
    [Test]
    public void FindsAReaderThatTakesANewerMessage() => Explore.MustFail(() => Reading(4, buffered: false, before: 1, mutation: new NewerTakenForLatest()));

    /// <summary>Payload stores that pass WRITING tear a message that is being read.</summary>
    [Test]
    public void FindsAMissingStoreFence() => Explore.MustFail(() => Reading(2, before: 2, mutation: new NoStoreFence()));

    /// <summary>What was copied counts only if the state word is still the same.</summary>
    [Test]
    public void FindsAMissingSecondLook() => Explore.MustFail(() => Reading(2, buffered: false, before: 2, mutation: new NotRechecked()));

    private static World Reading(int messages, int readers = 1, bool buffered = true, ulong first = 0, int before = 0, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Value, 2, mutation, first: first, buffered: buffered) { MessageWords = 2 };
        World world = channel.World;
        ValueWriter<ExploredMemory> writer = channel.Writer();
        channel.SendAll(writer, 1, before);
        world.Add("writer", () =>
        {
            channel.SendAll(writer, 1, messages, from: before + 1);
            writer.End();
        }, entry: 0);
        AddReaders(channel, readers);
        world.Check = () => CheckReaders(channel, readers, ChannelWorld.Messages(1, before + messages, before + messages).Single());
        return world;
    }

    /// <summary>Every other claim is given up.</summary>
    private static World Aborting()
    {
        ChannelWorld channel = new(ChannelKind.Value, 2, null, buffered: true) { MessageWords = 2 };
        World world = channel.World;
        ValueWriter<ExploredMemory> writer = channel.Writer();
        world.Add("writer", () =>
        {
            for (int i = 1; i <= 2; i++)
            {
                channel.Claim(writer, 9, i);
                Explore.RequireOk(writer.Abort());
                channel.Claim(writer, 1, i);
                channel.Commit(writer, 1, i);
            }

            writer.End();
        }, entry: 0);
        AddReaders(channel, 1);
        world.Check = () =>
        {
            CheckReaders(channel, 1, ChannelWorld.Messages(1, 2, 2).Single());
            Explore.Require(!Explore.Of(channel.Received[11], 9).Any(), "no aborted message");
        };
        return world;
    }

    private static World HandOver(bool buffered, ulong first)
    {
        ChannelWorld channel = new(ChannelKind.Value, 2, null, first: first, buffered: buffered) { MessageWords = 2 };
        World world = channel.World;
        ValueWriter<ExploredMemory> before = channel.Writer();
        world.Add("first", () =>
        {
            channel.SendAll(before, 1, 2);
            channel.Leave(0);
        }, entry: 0, mortal: true);
        world.Add("successor", () =>
        {
            ValueWriter<ExploredMemory> second = new(channel.TakeOver(0, ParticipantRole.Sender));
            channel.SendAll(second, 2, 2);
            second.End();
        });
        AddReaders(channel, 1);
        world.Check = () => CheckReaders(channel, 1, ChannelWorld.Messages(2, 2, 2).Single());
        return world;
    }

    private static void AddReaders(ChannelWorld channel, int readers)
    {
        for (int i = 1; i <= readers; i++)
        {
            int id = 10 + i;
            int entry = i;
            ValueReader<ExploredMemory> reader = channel.Reader(entry);
            channel.World.Add(readers == 1 ? "reader" : $"reader {i}", () => channel.CopyAll(reader, id), entry);
        }
    }

    private static void CheckReaders(ChannelWorld channel, int readers, ulong last)
    {
        for (int id = 11; id < 11 + readers; id++)
        {
            List<ulong> got = channel.Received[id];
            Explore.RequireEqual(got, got.Distinct().Order(), "never back in time");
            Explore.Require(got.Count > 0 && got[^1] == last, $"the newest message in the end, not [{Explore.Show(got)}]");
        }
    }
}
