using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Every kind of channel on every kind of memory; the fixture looks that nothing is left.</summary>
[TestFixture("posix")]
[TestFixture("file")]
[TestFixture("sysv")]
public sealed class BackendTests(string backend) : ChannelFixture
{
    [Test]
    public void TopicWorks([Values] bool concurrent, [Values] bool observable)
    {
        string address = AddressOn(backend);
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(address, new() { Slots = 4, Concurrent = concurrent, Observable = observable });
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(address);
        for (long i = 0; i < 20; i++)
        {
            Ok(publisher.TrySend(i));
            Ok(subscriber.TryReceive(out long got, TimeSpan.FromMinutes(5)));
            Assert.That(got, Is.EqualTo(i));
        }

        if (!observable)
        {
            Refused(ShmStatus.WrongKind, () => ShmTopic<long>.OpenObserver(address));
            return;
        }

        using ShmReader<long> observer = ShmTopic<long>.OpenObserver(address);
        using ShmReader<long> lossy = ShmTopic<long>.OpenLossySubscriber(address);
        Ok(publisher.TrySend(77));
        foreach (ShmReader<long> reader in new[] { observer, lossy })
        {
            Ok(reader.TryReceive(out long seen, TimeSpan.FromMinutes(5)));
            Assert.That(seen, Is.EqualTo(77));
        }
    }

    [Test]
    public void QueueWorks()
    {
        string address = AddressOn(backend);
        using ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(address, new() { Creation = new() { Slots = 4 } });
        using ShmSender<long> producer = ShmQueue<long>.OpenProducer(address);
        for (long i = 0; i < 20; i++)
        {
            Ok(producer.TrySend(i));
            Ok(consumer.TryReceive(out long got));
            Assert.That(got, Is.EqualTo(i));
        }
    }

    [Test]
    public void ValueWorks()
    {
        string address = AddressOn(backend);
        using ShmSender<long> writer = ShmValue<long>.OpenWriter(address);
        using ShmReader<long> reader = ShmValue<long>.OpenReader(address);
        using ShmReader<long> observer = ShmValue<long>.OpenObserver(address);
        for (long i = 1; i < 20; i++)
        {
            Ok(writer.TrySend(i));
            Ok(reader.TryReceive(out long got));
            Ok(observer.TryGet(out long seen));
            Assert.That((got, seen), Is.EqualTo((i, i)));
        }

        Refused(ShmStatus.RoleTaken, () => ShmValue<long>.OpenWriter(address));
    }

    [Test]
    public void KilledParticipantsAreReclaimed()
    {
        string address = AddressOn(backend);
        using (ChannelPeer peer = new())
        {
            peer.Open("publisher", address, "capacity=500");
            peer.Open("subscriber", address);
            peer.Kill();
        }

        using ShmSender next = ShmTopic.OpenPublisher(address, new() { Capacity = 100 });
        Assert.That(next.Capacity, Is.EqualTo(100));
    }

    [Test]
    public void PersistentChannelStaysUntilItIsRemoved()
    {
        string address = AddressOn(backend);
        using (ShmSender<long> producer = ShmQueue<long>.OpenProducer(address, new() { Persistent = true }))
            Ok(producer.TrySend(5));
        using (ShmReceiver<long> consumer = ShmQueue<long>.OpenConsumer(address))
        {
            Ok(consumer.TryReceive(out long five));
            Assert.That(five, Is.EqualTo(5));
            Refused(ShmStatus.WrongKind, () => ShmTopic.Remove(address));
            ShmQueue.Remove(address);
            Expect(ShmStatus.Retired, consumer.TryReceive(out _, Timeout.InfiniteTimeSpan));
        }

        Refused(ShmStatus.NotFound, () => ShmQueue.Remove(address));
    }
}
