using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>Who is blocked by words that contradict each other is told so, instead of waiting for what cannot come.</summary>
public sealed unsafe class InspectionTests : ChannelFixture
{
    private const int Slots = 4;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    [TestCase(nameof(ChannelHeader.Tail), 1000UL)]
    [TestCase(nameof(ChannelHeader.ParticipantsUsed), 0UL)]
    [TestCase(nameof(ChannelHeader.ParticipantsUsed), 65UL)]
    [TestCase(nameof(ChannelHeader.State), 7UL)]
    public void BlockedSubscriberSeesAForgedHeader(string field, ulong value)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48 });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Expect(ShmStatus.Timeout, subscriber.TryTake(out _, TimeSpan.FromMilliseconds(20)));
        Poke(header => Set(header, field, value));
        Expect(ShmStatus.Corrupt, subscriber.TryTake(out _, s_timeout));
    }

    [TestCase(0u, SlotPhase.Writing)]
    [TestCase(65u, SlotPhase.Writing)]
    [TestCase(4095u, SlotPhase.Writing)]
    [TestCase(1u, SlotPhase.Ready)]
    [TestCase(2u, SlotPhase.Reading)]
    [TestCase(0u, (SlotPhase)9)]
    public void BlockedSubscriberSeesAnImpossibleWord(uint owner, SlotPhase phase)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48, Concurrent = true });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Poke(header => *Slot(header, 0) = SlotWord.Pack(0, phase, owner));
        Expect(ShmStatus.Corrupt, subscriber.TryTake(out _, s_timeout));
    }

    [Test]
    public void MessageThatVanishedIsMissed()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48 });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Ok(publisher.TrySend([1]));
        Poke(header => *Slot(header, 0) = SlotWord.Pack(0, SlotPhase.Empty));
        Expect(ShmStatus.Corrupt, subscriber.TryTake(out _, s_timeout));
    }

    [Test]
    public void ForgedTailSendsNoReaderAhead()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48, Observable = true, Concurrent = true });
        using ShmReader reader = ShmTopic.OpenLossySubscriber(Name);
        for (byte i = 0; i < 2 * Slots; i++)
            Ok(publisher.TrySend([i]));
        Poke(header => header->Tail = 1UL << 40);
        Refused(ShmStatus.Corrupt, () => ShmTopic.OpenLossySubscriber(Name));
        Refused(ShmStatus.Corrupt, () => ShmTopic.OpenObserver(Name));
        byte[] got = new byte[1];
        ShmStatus status;
        while ((status = reader.TryReceive(got, out _)) == ShmStatus.Lapped)
        {
        }

        Ok(status);
        Assert.That(got[0], Is.GreaterThanOrEqualTo(Slots).And.LessThan(2 * Slots), "a message that is there");
    }

    [TestCase(1000L)]
    [TestCase(-(1L << 40))]
    public void QueueWithAForgedHeadIsCorrupt(long by)
    {
        using ShmSender producer = UsedQueue(out ShmReceiver consumer);
        using (consumer)
        {
            Poke(header => header->Head += (ulong)by);
            Expect(ShmStatus.Corrupt, consumer.TryTake(out _, s_timeout));
        }
    }

    [TestCase(1000L)]
    [TestCase(-(1L << 40))]
    public void QueueWithAForgedTailIsCorrupt(long by)
    {
        using ShmSender producer = UsedQueue(out ShmReceiver consumer);
        using (consumer)
        {
            Poke(header => header->Tail += (ulong)by);
            Expect(ShmStatus.Corrupt, producer.TryClaim(out _, s_timeout));
        }
    }

    /// <summary>A hint that is not too far behind is what hints may be.</summary>
    [Test]
    public void QueueGetsOverHintsThatAreBehind()
    {
        using ShmSender producer = UsedQueue(out ShmReceiver consumer);
        using (consumer)
        {
            Poke(header => header->Head = header->Tail = 0);
            for (byte i = 0; i < 2 * Slots; i++)
            {
                Ok(producer.TrySend([i], s_timeout));
                byte[] got = new byte[1];
                Ok(consumer.TryReceive(got, out _, s_timeout));
                Assert.That(got[0], Is.EqualTo(i));
            }
        }
    }

    /// <summary>Nobody holds that entry, and it left nothing to repair: the claim would stand for ever.</summary>
    [TestCase(SlotPhase.Writing)]
    [TestCase(SlotPhase.Reading)]
    public void ClaimOfNobodyIsCorrupt(SlotPhase phase)
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = Slots, Capacity = 48 });
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        for (int i = 0; i < Slots; i++)
            Ok(producer.TrySend([1]));
        Poke(header => *Slot(header, 0) = SlotWord.Pack(0, phase, 40));
        Expect(ShmStatus.Corrupt, producer.TryClaim(out _, s_timeout));
    }

    [Test]
    public void SubscriberBehindWhatWasSentIsCorrupt([Values] bool concurrent)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48, Concurrent = concurrent });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        for (int i = 0; i < 3 * Slots; i++)
        {
            Ok(publisher.TrySend([1]));
            Ok(subscriber.TryReceive(new byte[1], out _));
        }

        Poke(header => Entry(header, 1)->Cursor = 1);
        ShmStatus status;
        while ((status = publisher.TryClaim(out ShmSender.Claim claim, s_timeout)) == ShmStatus.Ok)
            Ok(claim.Commit(1));
        Expect(ShmStatus.Corrupt, status);
    }

    [TestCase(0UL)]
    [TestCase(100UL)]
    public void ValueThatGoesBackIsCorrupt(ulong latest)
    {
        using ShmSender writer = ShmValue.OpenWriter(Name, new() { Slots = Slots, Capacity = 48 });
        using ShmReader reader = ShmValue.OpenReader(Name);
        Ok(writer.TrySend([1]));
        Ok(reader.TryReceive(new byte[1], out _));
        Poke(header => header->Latest = latest);
        Expect(ShmStatus.Corrupt, reader.TryReceive(new byte[1], out _, s_timeout));
    }

    [TestCase(1UL << 40)]
    [TestCase(ulong.MaxValue)]
    public void SuccessorOfAForgedTailRefuses(ulong tail)
    {
        using ShmReceiver subscriber = Topic();
        Poke(header => header->Tail = tail);
        Refused(ShmStatus.Corrupt, () => ShmTopic.OpenPublisher(Name));
    }

    /// <summary>An empty queue after twenty rounds.</summary>
    private ShmSender UsedQueue(out ShmReceiver consumer)
    {
        ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = Slots, Capacity = 48 });
        consumer = ShmQueue.OpenConsumer(Name);
        for (int i = 0; i < 20 * Slots; i++)
        {
            Ok(producer.TrySend([1]));
            Ok(consumer.TryReceive(new byte[1], out _));
        }

        return producer;
    }

    /// <summary>A topic without its publisher.</summary>
    private ShmReceiver Topic()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = Slots, Capacity = 48 });
        Ok(publisher.TrySend([1]));
        return ShmTopic.OpenSubscriber(Name);
    }

    private static void Set(ChannelHeader* header, string field, ulong value)
    {
        byte* place = (byte*)header + (long)Marshal.OffsetOf<ChannelHeader>(field);
        if (field is nameof(ChannelHeader.Tail))
            *(ulong*)place = value;
        else
            *(uint*)place = (uint)value;
    }

    private static ParticipantEntry* Entry(ChannelHeader* header, int index) => (ParticipantEntry*)((byte*)header + header->ParticipantsOffset) + index;

    private static ulong* Slot(ChannelHeader* header, int index) => (ulong*)((byte*)header + header->SlotsOffset + ((ulong)index * header->Stride));

    private delegate void Change(ChannelHeader* header);

    private void Poke(Change change)
    {
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile($"/dev/shm/{Name}", FileMode.Open);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor();
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        change((ChannelHeader*)start);
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }
}
