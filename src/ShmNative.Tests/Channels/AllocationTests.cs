using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Hot paths allocate nothing.</summary>
public sealed class AllocationTests : ChannelFixture
{
    private readonly byte[] _bytes = new byte[64];
    private readonly long[] _many = new long[4];

    [Test]
    public void TopicsAllocateNothing([Values] bool concurrent, [Values] bool observable)
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 8, Concurrent = concurrent, Observable = observable });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        using ShmReader<long>? lossy = observable ? ShmTopic<long>.OpenLossySubscriber(Name) : null;
        Free(() => Pass(publisher, subscriber, lossy));
    }

    [Test]
    public void QueuesAllocateNothing()
    {
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name, new() { Slots = 8 });
        using ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(Name);
        Free(() => Pass(producer, consumer, null));
    }

    [Test]
    public void ValuesAllocateNothing()
    {
        using ShmSender<long> writer = ShmValue<long>.OpenWriter(Name);
        using ShmReader<long> reader = ShmValue<long>.OpenReader(Name);
        Free(() =>
        {
            Ok2(writer.TrySend(1));
            Ok2(reader.TryReceive(out _));
            Ok2(reader.TryGet(out _));
            Ok2(reader.Bytes.TryGet(_bytes, out _));
            _ = reader.TryReceive(out _);
            _ = reader.TryReceive(out _, TimeSpan.FromTicks(1));
        });
    }

    private void Pass(ShmSender<long> sender, ShmReceiver<long> receiver, ShmReader<long>? lossy)
    {
        Ok2(sender.TrySend(1));
        Ok2(receiver.TryReceive(out _));
        Ok2(sender.TryClaim(out ShmSender<long>.Claim claim));
        claim.Value = 5;
        Ok2(claim.Commit());
        Ok2(receiver.TryTake(out ShmReceiver<long>.Message message));
        message.Dispose();
        Ok2(sender.Bytes.TrySend(_bytes.AsSpan(0, 8), TimeSpan.FromSeconds(1)));
        Ok2(receiver.Bytes.TryReceive(_bytes, out _, TimeSpan.FromSeconds(1)));
        _ = sender.TrySendMany(_many, out _);
        _ = receiver.TryReceiveMany(_many, out _);
        _ = receiver.TryReceive(out _);
        _ = receiver.TryReceive(out _, TimeSpan.FromTicks(1));
        while (lossy?.TryReceive(out _) == ShmStatus.Ok)
        {
        }
    }

    private static void Ok2(ShmStatus status)
    {
        if (status != ShmStatus.Ok)
            throw new AssertionException($"{status}"); // the assertions of the framework allocate
    }

    private static void Free(Action pass)
    {
        for (int i = 0; i < 200; i++)
            pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            pass();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
