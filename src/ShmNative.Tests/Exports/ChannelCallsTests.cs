using System.Text;
using ShmNative.Channels;
using ShmNative.Exports;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Exports;

/// <summary>The C calls of channels, below their exports. What C sees of them is tested in C.</summary>
public sealed unsafe class ChannelCallsTests : ChannelFixture
{
    [Test]
    public void HotCallsAllocateNothing()
    {
        SenderHandle* sender = OpenProducer();
        ReceiverHandle* receiver = OpenConsumer();
        ReaderHandle* reader;
        SenderHandle* writer;
        fixed (byte* address = Encoding.UTF8.GetBytes(Name + "-value\0"))
        {
            Assert.That(ChannelRequests.OpenSender(ChannelKind.Value, address, null, null, &writer), Is.Zero);
            Assert.That(ChannelRequests.OpenReader(ChannelKind.Value, address, null, observes: false, &reader), Is.Zero);
        }

        int failures = Pass(sender, receiver, writer, reader, 200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        failures += Pass(sender, receiver, writer, reader, 1000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That((failures, allocated), Is.EqualTo((0, 0L)));
        Assert.That(EndCalls<ShmReader>.Close(reader), Is.Zero);
        Assert.That(EndCalls<ShmSender>.Close(writer), Is.Zero);
        Close(sender, receiver);
    }

    [Test]
    public void ACorruptMessageAfterGoodOnesIsToldByTheNextCall()
    {
        SenderHandle* sender = OpenProducer();
        ReceiverHandle* receiver = OpenConsumer();
        ReceivedMessage* messages = stackalloc ReceivedMessage[4];
        int number = 1;
        void* slot;
        Assert.That(SenderCalls.Send(sender, &number, sizeof(int), 0, 0), Is.Zero);
        Assert.That(SenderCalls.Claim(sender, &slot, null, 0), Is.Zero);
        Assert.That(SenderCalls.Commit(sender, sizeof(int), 0), Is.Zero);
        ((SlotHeader*)((byte*)slot - ChannelConstants.SlotHeaderSize))->Length = uint.MaxValue;
        Assert.That(SenderCalls.Send(sender, &number, sizeof(int), 7, 0), Is.Zero);

        Assert.That(ReceiverCalls.TakeMany(receiver, messages, 4, 0), Is.EqualTo(1));
        Assert.That(ReceiverCalls.TakeMany(receiver, messages, 4, 0), Is.EqualTo((int)ShmStatus.Corrupt));
        Assert.That(ReceiverCalls.TakeMany(receiver, messages, 4, 0), Is.EqualTo(1));
        Assert.That(messages[0].Tag, Is.EqualTo(7));
        Assert.That(ReceiverCalls.Release(receiver, 2), Is.Zero);
        Close(sender, receiver);
    }

    private SenderHandle* OpenProducer()
    {
        SenderHandle* sender;
        fixed (byte* address = Encoding.UTF8.GetBytes(Name + '\0'))
            Assert.That(ChannelRequests.OpenSender(ChannelKind.Queue, address, null, null, &sender), Is.Zero);
        return sender;
    }

    private ReceiverHandle* OpenConsumer()
    {
        ReceiverHandle* receiver;
        fixed (byte* address = Encoding.UTF8.GetBytes(Name + '\0'))
            Assert.That(ChannelRequests.OpenReceiver(ChannelKind.Queue, address, null, &receiver), Is.Zero);
        return receiver;
    }

    private static void Close(SenderHandle* sender, ReceiverHandle* receiver)
    {
        Assert.That(EndCalls<ShmReceiver>.Close(receiver), Is.Zero);
        Assert.That(EndCalls<ShmSender>.Close(sender), Is.Zero);
    }

    private static int Pass(SenderHandle* sender, ReceiverHandle* receiver, SenderHandle* writer, ReaderHandle* reader, int rounds)
    {
        long* payload = stackalloc long[4];
        ReceivedMessage* messages = stackalloc ReceivedMessage[4];
        int failures = 0;
        void* slot;
        for (int i = 0; i < rounds; i++)
        {
            failures += SenderCalls.Send(sender, payload, 8, 1, 0) == 0 ? 0 : 1;
            failures += SenderCalls.Send(sender, payload, 8, 1, ShmConstants.Infinite) == 0 ? 0 : 1;
            failures += SenderCalls.Claim(sender, &slot, null, 0) == 0 && SenderCalls.Commit(sender, 8, 1) == 0 ? 0 : 1;
            failures += ReceiverCalls.Take(receiver, messages, 0) == 0 && ReceiverCalls.Release(receiver, 1) == 0 ? 0 : 1;
            failures += ReceiverCalls.Receive(receiver, payload, 8, null, 1) == 0 ? 0 : 1;
            failures += ReceiverCalls.TakeMany(receiver, messages, 4, 0) == 1 && ReceiverCalls.Release(receiver, 1) == 0 ? 0 : 1;
            failures += ReceiverCalls.Take(receiver, messages, 0) == (int)ShmStatus.Empty ? 0 : 1;
            failures += SenderCalls.SendMany(sender, payload, 8, 4, 0) == 4 ? 0 : 1;
            failures += ReceiverCalls.ReceiveMany(receiver, payload, 8, messages, 4, 0) == 4 ? 0 : 1;
            failures += SenderCalls.Send(writer, payload, 8, 1, 0) == 0 ? 0 : 1;
            failures += ReaderCalls.Receive(reader, payload, 8, messages, 0) == 0 && ReaderCalls.Get(reader, payload, 8, null) == 0 ? 0 : 1;
        }

        return failures;
    }
}
