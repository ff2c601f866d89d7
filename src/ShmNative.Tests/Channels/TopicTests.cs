using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

public sealed class TopicTests : ChannelFixture
{
    private struct Quote
    {
        public long Number;
        public double Price;
    }

    [Test]
    public void EverySubscriberGetsEveryMessage([Values] bool concurrent)
    {
        using ShmSender<Quote> publisher = ShmTopic<Quote>.OpenPublisher(Name, new() { Slots = 8, Concurrent = concurrent });
        using ShmReceiver<Quote> one = ShmTopic<Quote>.OpenSubscriber(Name);
        using ShmReceiver<Quote> two = ShmTopic<Quote>.OpenSubscriber(Name);
        for (int i = 0; i < 100; i++)
        {
            Ok(publisher.TrySend(new Quote { Number = i, Price = i / 7.0 }));
            foreach (ShmReceiver<Quote> subscriber in new[] { one, two })
            {
                Ok(subscriber.TryReceive(out Quote quote));
                Assert.That((quote.Number, quote.Price), Is.EqualTo(((long)i, i / 7.0)));
                Expect(ShmStatus.Empty, subscriber.TryReceive(out _));
            }
        }
    }

    [Test]
    public void SlowSubscriberHoldsThePublisher([Values] bool concurrent)
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 4, Concurrent = concurrent });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        for (long i = 0; i < 4; i++)
            Ok(publisher.TrySend(i));
        Expect(ShmStatus.Full, publisher.TrySend(4));
        Expect(ShmStatus.Timeout, publisher.TrySend(4, TimeSpan.FromMilliseconds(20)));
        Ok(subscriber.TryReceive(out long first));
        Assert.That(first, Is.Zero);
        Ok(publisher.TrySend(4));
        Expect(ShmStatus.Full, publisher.TrySend(5));
    }

    [Test]
    public void LateSubscriberGetsTheHistory()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 8, History = 3 });
        for (long i = 0; i < 20; i++)
            Ok(publisher.TrySend(i));
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name, new() { History = 3 });
        long[] got = new long[8];
        Assert.That(subscriber.TryReceiveMany(got, out ShmStatus status), Is.EqualTo(3));
        Expect(ShmStatus.Empty, status);
        Assert.That(got[..3], Is.EqualTo(new long[] { 17, 18, 19 }));
    }

    [Test]
    public void LossySubscriberIsToldWhatItMissed([Values] bool observer)
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 8, Observable = true });
        using ShmReader<long> reader = observer ? ShmTopic<long>.OpenObserver(Name) : ShmTopic<long>.OpenLossySubscriber(Name);
        for (long i = 0; i < 100; i++)
            Ok(publisher.TrySend(i));
        Expect(ShmStatus.Lapped, reader.TryReceive(out _));
        Ok(reader.TryReceive(out long next));
        Assert.That(next, Is.EqualTo(reader.Lost));
        while (reader.TryReceive(out long message) == ShmStatus.Ok)
            Assert.That(message, Is.EqualTo(++next));
        Assert.That(next, Is.EqualTo(99));
    }

    [Test]
    public void ClaimIsWrittenInPlaceAndReadInPlace()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 2, Capacity = 1 << 20 });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Ok(publisher.TryClaim(out ShmSender.Claim claim));
        claim.Bytes.Fill(0x5a);
        Expect(ShmStatus.Empty, subscriber.TryTake(out _));
        Ok(claim.Commit(1 << 20, tag: 77));
        Expect(ShmStatus.NoClaim, claim.Commit(1));
        Ok(subscriber.TryTake(out ShmReceiver.Message message));
        Assert.That((message.Length, message.Tag, message.Bytes.IndexOfAnyExcept((byte)0x5a)), Is.EqualTo((1 << 20, 77u, -1)));
        message.Dispose();
    }

    [Test]
    public void AbortedClaimIsNeverSeen([Values] bool concurrent, [Values] bool observable)
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 4, Concurrent = concurrent, Observable = observable });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        for (long i = 0; i < 10; i++)
        {
            Ok(publisher.TryClaim(out ShmSender<long>.Claim claim));
            claim.Value = -1;
            claim.Dispose();
            Ok(publisher.TrySend(i));
            Ok(subscriber.TryReceive(out long got));
            Assert.That(got, Is.EqualTo(i));
        }
    }

    [Test]
    public void EndOfStreamComesAfterTheLastMessage([Values] bool concurrent)
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Concurrent = concurrent });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        Ok(publisher.TrySend(1));
        Ok(publisher.End());
        Expect(ShmStatus.Closed, publisher.TrySend(2));
        Ok(subscriber.TryReceive(out _));
        Expect(ShmStatus.Closed, subscriber.TryReceive(out _));
        Expect(ShmStatus.Closed, subscriber.TryReceive(out _, Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void SecondExclusivePublisherIsRefused()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        Refused(ShmStatus.RoleTaken, () => ShmTopic<long>.OpenPublisher(Name));
        Ok(publisher.TrySend(1));
    }

    [Test]
    public void WithoutAPublisherAWaitEndsWithNoPeer()
    {
        ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        Ok(publisher.TrySend(1));
        publisher.Dispose();
        Ok(subscriber.TryReceive(out _, Timeout.InfiniteTimeSpan));
        Expect(ShmStatus.NoPeer, subscriber.TryReceive(out _, Timeout.InfiniteTimeSpan));
        using ShmSender<long> heir = ShmTopic<long>.OpenPublisher(Name);
        Ok(heir.TrySend(2));
        Ok(subscriber.TryReceive(out long two, Timeout.InfiniteTimeSpan));
        Assert.That(two, Is.EqualTo(2));
    }

    [Test]
    public void CancelEndsAWait()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        Task<ShmStatus> wait = Task.Run(() => subscriber.TryReceive(out _, Timeout.InfiniteTimeSpan));
        Assert.That(wait.Wait(50), Is.False);
        subscriber.Cancel();
        Assert.That(wait.Result, Is.EqualTo(ShmStatus.Cancelled));
        Ok(publisher.TrySend(1));
        Ok(subscriber.TryReceive(out _));
    }

    [Test]
    public void ATokenEndsAWait()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30));
        using (subscriber.Bytes.CancelOn(source.Token))
            Expect(ShmStatus.Cancelled, subscriber.TryReceive(out _, Timeout.InfiniteTimeSpan));
        Ok(publisher.TrySend(1));
        Assert.That(subscriber.Receive(), Is.EqualTo(1));
        Ok(publisher.End());
        Refused(ShmStatus.Closed, () => subscriber.Receive());
    }

    [Test]
    public void AnotherTypeIsRefusedAndBothAreShown()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        ShmException refusal = Refused(ShmStatus.TypeMismatch, () => ShmTopic<Quote>.OpenSubscriber(Name));
        Assert.That(refusal.Message, Does.Contain("'Int64' of 8 bytes").And.Contain("'Quote' of 16 bytes"));
    }

    [Test]
    public void AClosedEndSaysSo()
    {
        ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        publisher.Dispose();
        publisher.Dispose();
        Expect(ShmStatus.InvalidHandle, publisher.TrySend(1));
        Refused(ShmStatus.NotFound, () => ShmTopic<long>.OpenSubscriber(Name));
    }

    [Test]
    public async Task MessagesComeAsAnAsyncStream()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name, new() { Slots = 4 });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        Task sending = Task.Run(() =>
        {
            for (long i = 0; i < 1000; i++)
                publisher.Send(i);
            publisher.End();
        });
        long expected = 0;
        await foreach (long message in subscriber.ReadAllAsync())
            Assert.That(message, Is.EqualTo(expected++));
        await sending;
        Assert.That(expected, Is.EqualTo(1000));
    }
}
