using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

public sealed class QueueTests : ChannelFixture
{
    [Test]
    public void EveryMessageGoesToOneConsumer()
    {
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name, new() { Slots = 8 });
        using ShmReceiver<long> one = ShmQueue<long>.OpenConsumer(Name);
        using ShmReceiver<long> two = ShmQueue<long>.OpenConsumer(Name);
        for (long i = 0; i < 100; i += 2)
        {
            Ok(producer.TrySend(i));
            Ok(producer.TrySend(i + 1));
            Ok(one.TryReceive(out long first));
            Ok(two.TryReceive(out long second));
            Assert.That((first, second), Is.EqualTo((i, i + 1)));
            Expect(ShmStatus.Empty, one.TryReceive(out _));
        }
    }

    [Test]
    public void FullQueueTakesNoMore()
    {
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name, new() { Slots = 4 });
        for (long i = 0; i < 4; i++)
            Ok(producer.TrySend(i));
        Expect(ShmStatus.Full, producer.TrySend(4));
        Expect(ShmStatus.NoPeer, producer.TrySend(4, Timeout.InfiniteTimeSpan));
        using ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(Name);
        Ok(consumer.TryReceive(out _));
        Ok(producer.TrySend(4));
    }

    [Test]
    public void ClosingConsumerGivesBackWhatItHolds([Values] bool atMostOnce)
    {
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name, new() { Slots = 4, AtMostOnce = atMostOnce });
        using ShmReceiver<long> other = ShmQueue<long>.OpenConsumer(Name);
        ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(Name);
        Ok(producer.TrySend(1));
        Ok(producer.TrySend(2));
        Ok(consumer.TryTake(out ShmReceiver<long>.Message held));
        Assert.That(held.Value, Is.EqualTo(1));
        consumer.Dispose();
        if (!atMostOnce)
        {
            Ok(other.TryTake(out ShmReceiver<long>.Message again));
            Assert.That((again.Value, again.IsRedelivered), Is.EqualTo((1L, true)));
            again.Dispose();
        }

        Ok(other.TryReceive(out long two));
        Assert.That(two, Is.EqualTo(2));
        Expect(ShmStatus.Empty, other.TryReceive(out _));
    }

    [Test]
    public void EndWaitsForWhatIsStillBeingRead()
    {
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name);
        using ShmReceiver<long> one = ShmQueue<long>.OpenConsumer(Name);
        using ShmReceiver<long> two = ShmQueue<long>.OpenConsumer(Name);
        Ok(producer.TrySend(1));
        Ok(one.TryTake(out ShmReceiver<long>.Message message));
        Ok(producer.End());
        Expect(ShmStatus.Empty, two.TryReceive(out _));
        message.Dispose();
        Expect(ShmStatus.Closed, two.TryReceive(out _));
        Expect(ShmStatus.Closed, producer.TrySend(2));
    }

    [Test]
    public void MessageThatComesBackAfterTheEndIsWaitedFor()
    {
        ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name);
        ShmReceiver<long> first = ShmQueue<long>.OpenConsumer(Name);
        using ShmReceiver<long> second = ShmQueue<long>.OpenConsumer(Name);
        Ok(producer.TrySend(1));
        Ok(first.TryTake(out _));
        Ok(producer.End());
        producer.Dispose();
        Task<long> waiting = Task.Factory.StartNew(second.Receive, TaskCreationOptions.LongRunning);
        Assert.That(waiting.Wait(100), Is.False, "neither NO_PEER nor the end: the first may still die");
        first.Dispose();
        Assert.That(waiting.Result, Is.EqualTo(1));
        Expect(ShmStatus.Closed, second.TryReceive(out _, Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void ClaimsAndMessagesKnowTheirSlot()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        Ok(producer.TryClaim(out ShmSender.Claim a));
        Ok(producer.TryClaim(out ShmSender.Claim b));
        Expect(ShmStatus.InvalidArgument, producer.TrySend([3]));
        Expect(ShmStatus.InvalidArgument, b.Commit(1));
        a.Bytes[0] = 1;
        b.Bytes[0] = 2;
        Ok(a.Commit(1));
        Ok(b.Commit(1));
        Ok(consumer.TryTake(out ShmReceiver.Message one));
        Ok(consumer.TryTake(out ShmReceiver.Message two));
        two.Dispose();
        Assert.That((one.Bytes[0], consumer.Outstanding), Is.EqualTo(((byte)1, 2)), "the first is still held, and whole");
        one.Dispose();
        Assert.That(consumer.Outstanding, Is.Zero);
    }

    [Test]
    public void ManyThreadsShareTheWork()
    {
        const int Each = 20_000;
        using ShmSender<long> keeper = ShmQueue<long>.OpenProducer(Name, new() { Slots = 64 });
        List<long>[] received = [[], [], []];
        Task[] consumers = [.. received.Select(mine => Task.Factory.StartNew(() =>
        {
            using ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(Name);
            while (consumer.TryReceive(out long message, Timeout.InfiniteTimeSpan) == ShmStatus.Ok)
                mine.Add(message);
        }, TaskCreationOptions.LongRunning))];
        Task[] producers = [.. Enumerable.Range(0, 3).Select(id => Task.Factory.StartNew(() =>
        {
            using ShmSender<long> producer = ShmQueue<long>.OpenProducer(Name, endpoint: new() { WaitForPeer = true });
            for (long i = 0; i < Each; i++)
                producer.Send((id * Each) + i);
        }, TaskCreationOptions.LongRunning))];
        Task.WaitAll(producers);
        Ok(keeper.End());
        Task.WaitAll(consumers);
        Assert.That(received.SelectMany(mine => mine).Order(), Is.EqualTo(Enumerable.Range(0, 3 * Each).Select(i => (long)i)));
        foreach (List<long> mine in received)
        {
            for (int id = 0; id < 3; id++)
                Assert.That(mine.Where(message => message / Each == id), Is.Ordered);
        }
    }
}
