using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Channels.Values;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>What releases and load fences hold in order, on store buffers and with copies whose loads are late.</summary>
internal sealed unsafe class OrderExplorations
{
    [TestCase(ChannelKind.Queue)]
    [TestCase(ChannelKind.Topic)]
    public void AMessageIsReadBeforeItsSlotIsGivenBack(ChannelKind kind) => Explore.MustPass(() => Released(kind), preemptions: 1);

    /// <summary>The copy's loads may come after the store that gives the slot, or the cursor that keeps it, to the sender.</summary>
    [TestCase(ChannelKind.Queue)]
    [TestCase(ChannelKind.Topic)]
    public void FindsASlotThatIsGivenBackWithoutARelease(ChannelKind kind) =>
        Explore.MustFail(() => Released(kind, new StoredWithoutRelease("receiver", key => Words.IsState(key) || Words.IsCursor(key))));

    [Test]
    public void WhatWasGivenUpIsWrittenBeforeTheSlotIsAnothers() => Explore.MustPass(() => GivenUp(null), preemptions: 1);

    [Test]
    public void FindsAClaimThatIsGivenUpWithoutARelease() =>
        Explore.MustFail(() => GivenUp(new StoredWithoutRelease("one", Words.IsState)));

    /// <summary>Whoever waits and inspects takes a tail that is ahead for a contradiction.</summary>
    [TestCase(ChannelFlags.None)]
    [TestCase(ChannelFlags.Observable)]
    public void TheTailIsNeverAheadOfItsSlot(ChannelFlags flags) => Explore.MustPass(() => Waiting(flags, null), preemptions: 1);

    [Test]
    public void FindsATailThatIsMovedWithoutARelease() =>
        Explore.MustFail(() => Waiting(ChannelFlags.None, new StoredWithoutRelease("publisher", key => key == Words.Tail)));

    [TestCase(true)]
    [TestCase(false)]
    public void TagsBelongToTheirPayload(bool buffered) => Explore.MustPass(() => Tags(buffered), preemptions: 1);

    /// <summary>Loads of the copy that come after the second look at the state word find the next message.</summary>
    [Test]
    public void FindsAMissingLoadFence() => Explore.MustFail(() => Tags(buffered: true, new NoLoadFence()));

    /// <summary>The copy is looked at after the slot was given back: its loads are no part of what the world orders by itself.</summary>
    private static World Released(ChannelKind kind, Mutation? mutation = null)
    {
        ChannelWorld channel = new(kind, 1, mutation, buffered: true);
        World world = channel.World;
        Sender<ExploredMemory> sender = kind == ChannelKind.Queue ? channel.Producer(0) : channel.Publisher();
        Receiver<ExploredMemory> receiver = kind == ChannelKind.Queue ? channel.Consumer(1) : channel.Subscriber(1);
        world.Add("sender", () => channel.SendAll(sender, 1, 2), entry: 0);
        world.Add("receiver", () =>
        {
            ulong word = 0;
            foreach (ulong message in ChannelWorld.Messages(1, 1, 2))
            {
                TakeAttempt<ExploredMemory> take = new(receiver);
                Explore.RequireOk(ChannelWorld.Blocked(receiver, ref take));
                ExploredMemory.CopyOut((byte*)&word, take.Message.Payload, 8);
                Explore.RequireOk(receiver.Release());
                ExploredMemory.FinishCopy();
                Explore.Require(word == message, $"message {message:x}, not {word:x}");
                World.Running!.Testify(word);
            }
        }, entry: 1);
        return world;
    }

    /// <summary>One writes into a claim and gives it up; another uses the slot.</summary>
    private static World GivenUp(Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Queue, 1, mutation, buffered: true);
        World world = channel.World;
        Producer<ExploredMemory> one = channel.Producer(0);
        Producer<ExploredMemory> other = channel.Producer(1);
        Consumer<ExploredMemory> consumer = channel.Consumer(2);
        world.Add("one", () =>
        {
            channel.Claim(one, 8, 1);
            Explore.RequireOk(one.Abort());
        }, entry: 0);
        world.Add("other", () => channel.SendAll(other, 1, 1), entry: 1);
        world.Add("consumer", () => channel.ReceiveAll(consumer, 9, most: 1), entry: 2);
        world.Check = () => Explore.RequireEqual(channel.Received[9], ChannelWorld.Messages(1, 1, 1), "the message");
        return world;
    }

    /// <summary>A publisher gives a claim up, then sends; a subscriber waits.</summary>
    private static World Waiting(ChannelFlags flags, Mutation? mutation)
    {
        ChannelWorld channel = new(ChannelKind.Topic, 4, mutation, flags, buffered: true, slices: false);
        World world = channel.World;
        ExclusivePublisher<ExploredMemory> publisher = channel.Publisher();
        publisher.TryClaim(out _); // the gate is open for all messages
        publisher.Abort();
        Subscriber<ExploredMemory> waiter = channel.Subscriber(1);
        world.Add("publisher", () =>
        {
            Explore.RequireOk(publisher.TryClaim(out _));
            Explore.RequireOk(publisher.Abort());
            channel.SendAll(publisher, 1, 1);
        }, entry: 0);
        world.Add("waiter", () => ChannelWorld.Await(waiter, ShmStatus.Ok), entry: 1);
        return world;
    }

    /// <summary>A value's messages, each with a tag that is its number.</summary>
    private static World Tags(bool buffered, Mutation? mutation = null)
    {
        ChannelWorld channel = new(ChannelKind.Value, 2, mutation, buffered: buffered) { MessageWords = 2 };
        World world = channel.World;
        ValueWriter<ExploredMemory> writer = channel.Writer();
        channel.SendAll(writer, 1, 1);
        world.Add("writer", () => channel.SendAll(writer, 1, 3, from: 2), entry: 0);
        ValueReader<ExploredMemory> reader = channel.Reader(1);
        world.Add("reader", () =>
        {
            ulong* words = stackalloc ulong[2];
            CopyAttempt<ExploredMemory> copy = new(reader, (byte*)words, 16, again: false);
            Explore.RequireOk(ChannelWorld.Blocked(reader, ref copy));
            Explore.Require(words[1] == ~words[0], "a whole message");
            Explore.Require(copy.Message.Tag == (uint)words[0], $"its tag, not {copy.Message.Tag} for {(uint)words[0]}");
            World.Running!.Testify(words[0]);
        }, entry: 1);
        return world;
    }
}
