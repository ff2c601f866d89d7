using ShmNative.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>What a sender can see of how far the others are.</summary>
public sealed class ChannelProgressTests : ChannelFixture
{
    [Test]
    public void ATopicIsAsFarAsItsSlowestSubscriber()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name);
        publisher.Send([1]);
        Assert.That(publisher.Pending, Is.Zero, "nobody has to take it");
        using ShmReceiver quick = ShmTopic.OpenSubscriber(Name);
        using ShmReceiver slow = ShmTopic.OpenSubscriber(Name);
        publisher.Send([2]);
        publisher.Send([3]);
        _ = quick.Receive();
        _ = quick.Receive();
        Assert.That(publisher.Pending, Is.EqualTo(2));
        _ = slow.Receive();
        Assert.That(publisher.Pending, Is.EqualTo(1));
        slow.Dispose();
        Assert.That((publisher.Pending, publisher.Abandoned), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void AQueueIsDoneWhenEverythingIsReleased()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        producer.Send([1]);
        producer.Send([2]);
        Assert.That(producer.Pending, Is.EqualTo(2));
        Ok(consumer.TryTake(out ShmReceiver.Message message));
        Assert.That(producer.Pending, Is.EqualTo(2), "it may come back");
        message.Dispose();
        Assert.That(producer.Pending, Is.EqualTo(1));
    }

    [Test]
    public void OfSeveralSendersOneIsTheFirst()
    {
        ShmSender first = ShmQueue.OpenProducer(Name);
        using ShmSender second = ShmQueue.OpenProducer(Name);
        Assert.That((first.IsFirstSender, second.IsFirstSender), Is.EqualTo((true, false)));
        Assert.That((first.OtherSenders, second.OtherSenders), Is.EqualTo((1, 1)));
        first.Dispose();
        Assert.That((second.IsFirstSender, second.OtherSenders), Is.EqualTo((true, 0)));
    }

    [Test]
    public void AValueRemembersThatItWasRead()
    {
        using ShmSender writer = ShmValue.OpenWriter(Name);
        Assert.That((writer.HadReceivers, writer.Pending), Is.EqualTo((false, 0L)));
        ShmValue.OpenReader(Name).Dispose();
        Assert.That(writer.HadReceivers, Is.True);
    }
}
