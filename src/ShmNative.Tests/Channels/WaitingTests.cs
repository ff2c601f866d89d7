using System.Diagnostics;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Blocking calls between processes: nobody sleeps while there is work, and every wait ends when it should.</summary>
public sealed class WaitingTests : ChannelFixture
{
    [Test]
    public void PingPongNeverHangs([Values("topic", "queue")] string kind, [Values] bool membarrier)
    {
        int rounds = membarrier ? 50_000 : 5_000; // without it a wake-up can be missed, and a slice passes
        using ChannelPeer peer = membarrier ? new() : new(Built.Aot, "no-membarrier");
        using ShmSender ping = kind == "topic" ? ShmTopic.OpenPublisher(Name) : ShmQueue.OpenProducer(Name);
        peer.Open(kind == "topic" ? "subscriber" : "consumer", Name, "", "in");
        peer.Open(kind == "topic" ? "publisher" : "producer", Name + "-b", "", "out");
        using ShmReceiver pong = kind == "topic" ? ShmTopic.OpenSubscriber(Name + "-b") : ShmQueue.OpenConsumer(Name + "-b");
        peer.Begin($"pong in out {rounds}");
        byte[] message = new byte[8];
        for (int i = 0; i < rounds; i++)
        {
            Ok(ping.TrySend(BitConverter.GetBytes((long)i), TimeSpan.FromMinutes(5)));
            Ok(pong.TryReceive(message, out _, TimeSpan.FromMinutes(5)));
            if (BitConverter.ToInt64(message) != i)
                Assert.Fail($"{BitConverter.ToInt64(message)} came back for {i}");
        }

        Assert.That(peer.ReadLine(), Is.EqualTo("in Ok"));
        peer.Finish();
    }

    [Test]
    public void SleepersWakeAfterIdleGaps([Values("subscriber", "lossy", "topic-observer")] string role, [Values] bool membarrier)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Observable = true });
        using ChannelPeer peer = membarrier ? new() : new(Built.Aot, "no-membarrier");
        peer.Open(role, Name);
        for (uint i = 0; i < 5; i++)
        {
            peer.Begin($"receive {role} 1");
            Thread.Sleep(60); // asleep by now
            Ok(publisher.TrySend([0], tag: i));
            Assert.That(peer.ReadLine(), Does.Contain($"count=1 first={i} ").And.EndWith("status=Ok"));
        }

        peer.Finish();
    }

    [Test]
    public void KilledWaiterLeavesNoFlag()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name);
        using (ChannelPeer peer = new())
        {
            peer.Open("subscriber", Name);
            peer.Begin("receive subscriber 1");
            while (DataFlag() == 0)
                Thread.Sleep(1);
            peer.Kill();
        }

        Ok(publisher.TrySend([1]));
        Assert.That(DataFlag(), Is.Zero);
    }

    /// <summary>That they are not longer than they should be, TimeoutTests look at.</summary>
    [Test]
    public void FiniteTimeoutsAreKept()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 2 });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        foreach (int milliseconds in new[] { 1, 20, 70 })
        {
            Stopwatch watch = Stopwatch.StartNew();
            Expect(ShmStatus.Timeout, subscriber.TryTake(out _, TimeSpan.FromMilliseconds(milliseconds)));
            Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(milliseconds - 1));
        }

        Ok(publisher.TrySend([1]));
        Ok(publisher.TrySend([2]));
        Expect(ShmStatus.Timeout, publisher.TrySend([3], TimeSpan.FromMilliseconds(20)));
        ShmException refusal = Refused(ShmStatus.InvalidArgument, () => subscriber.TryTake(out _, TimeSpan.FromMilliseconds(-5)));
        Assert.That(refusal.Message, Does.Contain("use zero or more"));
        Ok(subscriber.TryTake(out ShmReceiver.Message message, TimeSpan.MaxValue)); // more nanoseconds than a long holds
        message.Dispose();
    }

    [Test]
    public void TokenEndsAnAsyncStreamAndTheNextOneWaitsAgain()
    {
        using ShmSender<long> publisher = ShmTopic<long>.OpenPublisher(Name);
        using ShmReceiver<long> subscriber = ShmTopic<long>.OpenSubscriber(Name);
        for (int i = 0; i < 3; i++)
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(30));
            Assert.That(async () => await Drain(subscriber, source.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        Expect(ShmStatus.Timeout, subscriber.TryReceive(out _, TimeSpan.FromMilliseconds(20)));
        Ok(publisher.TrySend(3));
        Ok(subscriber.TryReceive(out long three, TimeSpan.FromMinutes(5)));
        Assert.That(three, Is.EqualTo(3));
    }

    private static async Task Drain(ShmReceiver<long> subscriber, CancellationToken cancel)
    {
        await foreach (long _ in subscriber.ReadAllAsync(cancel))
        {
        }
    }

    private byte DataFlag()
    {
        using FileStream file = File.OpenRead($"/dev/shm/{Name}");
        file.Position = 1028;
        return (byte)file.ReadByte();
    }
}
