using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Primitives;
using ShmNative.Segments;
using ShmNative.Tests.Channels;
using ShmNative.Waiting;

namespace ShmNative.Tests.Waiting;

/// <summary>Waiting for many: whatever becomes ready is named, nothing is taken, and nobody sleeps while there is something.</summary>
public sealed class ShmWaitSetTests : ChannelFixture
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);
    private readonly ShmReady[] _ready = new ShmReady[8];

    [Test]
    public void EveryKindIsWaitedFor()
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse($"posix:/{Name}-segment"), 4096);
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Observable = true });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        using ShmReader observer = ShmTopic.OpenObserver(Name);
        using ShmSender producer = ShmQueue.OpenProducer(Name + "-q");
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name + "-q");
        using ShmSender writer = ShmValue.OpenWriter(Name + "-v");
        using ShmReader reader = ShmValue.OpenReader(Name + "-v");
        ShmEvent signal = ShmEvent.Initialize(segment, 0, manual: true);
        ShmSemaphore semaphore = ShmSemaphore.Initialize(segment, 64, 0);
        using ShmWaitSet set = new();
        set.Add(subscriber, 1);
        set.Add(observer, 2);
        set.Add(consumer, 3);
        set.Add(reader, 4);
        set.Add(signal, 5);
        set.Add(semaphore, 6);
        Nothing(set);

        Ok(publisher.TrySend([1]));
        Found(set, 1, 2);
        Ok(subscriber.TryReceive(new byte[1], out _));
        Found(set, 2);
        Ok(observer.TryReceive(new byte[1], out _));
        Nothing(set);
        Ok(producer.TrySend([1]));
        Ok(writer.TrySend([1]));
        Found(set, 3, 4);
        Ok(consumer.TryReceive(new byte[1], out _));
        Ok(reader.TryReceive(new byte[1], out _));
        Ok(signal.Set());
        Ok(semaphore.Release());
        Found(set, 5, 6);
        Ok(signal.Reset());
        Ok(semaphore.Wait(TimeSpan.Zero));
        Nothing(set);
        Ok(publisher.End());
        Ok(set.Wait(_ready, out int count, s_long));
        Assert.That(_ready[..count], Is.EqualTo(new ShmReady[] { new(1, ShmStatus.Closed), new(2, ShmStatus.Closed) }));
    }

    [Test]
    public void SendersWaitForRoom([Values("topic", "concurrent", "queue")] string kind)
    {
        ChannelOptions options = new() { Slots = 2, Concurrent = kind == "concurrent" };
        using ShmSender sender = kind == "queue" ? ShmQueue.OpenProducer(Name, options) : ShmTopic.OpenPublisher(Name, options);
        using ShmReceiver receiver = kind == "queue" ? ShmQueue.OpenConsumer(Name) : ShmTopic.OpenSubscriber(Name);
        using ShmWaitSet set = new();
        set.Add(sender, 1);
        Found(set, 1);
        Ok(sender.TrySend([1]));
        Ok(sender.TrySend([2]));
        Nothing(set);
        Task<ShmStatus> taking = Task.Run(() =>
        {
            Thread.Sleep(50); // asleep by now
            return receiver.TryReceive(new byte[1], out _);
        });
        Found(set, 1);
        Ok(taking.Result);
        Ok(sender.TrySend([3]));
        Nothing(set);
    }

    [Test]
    public void PingPongNeverHangs([Values("pong-set", "pong-poll")] string how, [Values("topic", "queue")] string kind, [Values] bool waitv)
    {
        int rounds = waitv ? 20_000 : 1_000; // without it each round waits for a glance
        using ChannelPeer peer = waitv ? new() : new(Built.Aot, "no-futex-waitv");
        using ShmSender ping = kind == "topic" ? ShmTopic.OpenPublisher(Name) : ShmQueue.OpenProducer(Name);
        peer.Open(kind == "topic" ? "subscriber" : "consumer", Name, "", "in");
        peer.Open(kind == "topic" ? "publisher" : "producer", Name + "-b", "", "out");
        using ShmReceiver pong = kind == "topic" ? ShmTopic.OpenSubscriber(Name + "-b") : ShmQueue.OpenConsumer(Name + "-b");
        peer.Begin($"{how} in out {rounds}");
        byte[] message = new byte[8];
        for (int i = 0; i < rounds; i++)
        {
            Ok(ping.TrySend(BitConverter.GetBytes((long)i), s_long));
            Ok(pong.TryReceive(message, out _, s_long));
            if (BitConverter.ToInt64(message) != i)
                Assert.Fail($"{BitConverter.ToInt64(message)} came back for {i}");
        }

        Assert.That(peer.ReadLine(), Is.EqualTo("in Ok"));
        peer.Finish();
    }

    [Test]
    public void KilledSenderIsTold()
    {
        using ChannelPeer peer = new();
        peer.Open("producer", Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        using ShmReceiver patient = ShmQueue.OpenConsumer(Name, new() { WaitForPeer = true });
        using ShmWaitSet set = new();
        set.Add(consumer, 1);
        set.Add(patient, 2);
        Nothing(set);
        peer.Kill();
        Ok(set.Wait(_ready, out int count, s_long));
        Assert.That(_ready[..count], Is.EqualTo(new ShmReady[] { new(1, ShmStatus.NoPeer) }));
    }

    /// <summary>A message that a killed consumer had taken comes back to one who waits in a set.</summary>
    [Test]
    public void KilledConsumersMessageComesBack()
    {
        using ChannelPeer peer = new();
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        peer.Open("consumer", Name);
        Ok(producer.TrySend([7]));
        Assert.That(peer.Do("take consumer"), Is.EqualTo("Ok"));
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        using ShmWaitSet set = new();
        set.Add(consumer, 1);
        Nothing(set);
        peer.Kill();
        Found(set, 1);
        Ok(consumer.TryTake(out ShmReceiver.Message message));
        Assert.That(message.IsRedelivered);
        message.Dispose();
    }

    [Test]
    public void CancelEndsTheWait()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        using ShmWaitSet set = new();
        set.Add(consumer, 1);
        Task cancel = Task.Run(() =>
        {
            Thread.Sleep(50);
            set.Cancel();
        });
        Expect(ShmStatus.Cancelled, set.Wait(_ready, out _, Timeout.InfiniteTimeSpan));
        cancel.Wait();
        Nothing(set);
        set.Cancel();
        Expect(ShmStatus.Cancelled, set.Wait(_ready, out _, s_long)); // the next one
        consumer.Cancel();
        Ok(set.Wait(_ready, out _, s_long));
        Assert.That(_ready[0], Is.EqualTo(new ShmReady(1, ShmStatus.Cancelled)));
    }

    [Test]
    public void MembersComeAndGo()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        using ShmWaitSet set = new();
        Expect(ShmStatus.Timeout, set.Wait(_ready, out _, TimeSpan.FromMilliseconds(5))); // nobody
        set.Add(consumer, 1);
        set.Add(consumer, 2);
        Refused(ShmStatus.AlreadyExists, () => set.Add(consumer, 1));
        Expect(ShmStatus.NotFound, set.Remove(3));
        Expect(ShmStatus.InvalidArgument, set.Wait([], out _, s_long));
        Expect(ShmStatus.InvalidArgument, set.Wait(_ready, out _, TimeSpan.FromTicks(-1)));
        Ok(producer.TrySend([1]));
        Found(set, 1, 2);
        Ok(set.Remove(1));
        Found(set, 2);
        consumer.Dispose();
        Assert.That(set.Count, Is.Zero); // closed ends leave by themselves
        Refused(ShmStatus.InvalidHandle, () => set.Add(consumer, 1));
        set.Dispose();
        Expect(ShmStatus.InvalidHandle, set.Wait(_ready, out _, s_long));
        Refused(ShmStatus.InvalidHandle, () => set.Add(producer, 1));
    }

    /// <summary>More than one system call can wait for; and each of them is named in turn when there is room for one only.</summary>
    [Test]
    public void HundredsOfMembers()
    {
        const int Count = 300;
        using Segment segment = Segment.Create(SegmentAddress.Parse($"posix:/{Name}-segment"), 16 * Count);
        using ShmWaitSet set = new();
        ShmSemaphore[] members = [.. Enumerable.Range(0, Count).Select(i => ShmSemaphore.Initialize(segment, 16 * i, 0))];
        for (int i = 0; i < Count; i++)
            set.Add(members[i], i);
        Nothing(set);
        Task.Run(() =>
        {
            Thread.Sleep(30);
            _ = members[250].Release();
        });
        Found(set, 250);
        foreach (ShmSemaphore member in members)
            _ = member.Release();
        HashSet<long> named = [];
        for (int i = 0; i < Count; i++)
        {
            Ok(set.Wait(_ready.AsSpan(0, 1), out int one, TimeSpan.Zero));
            Assert.That(one, Is.EqualTo(1));
            named.Add(_ready[0].Tag);
        }

        Assert.That(named, Has.Count.GreaterThan(Count / 2));
    }

    private void Nothing(ShmWaitSet set)
    {
        Expect(ShmStatus.Timeout, set.Wait(_ready, out int count, TimeSpan.Zero));
        Expect(ShmStatus.Timeout, set.Wait(_ready, out count, TimeSpan.FromMilliseconds(8)));
        Assert.That(count, Is.Zero);
    }

    private void Found(ShmWaitSet set, params long[] tags)
    {
        Ok(set.Wait(_ready, out int count, s_long));
        Assert.That(_ready[..count].Select(one => one.Tag), Is.EquivalentTo(tags));
        Assert.That(_ready[..count].Select(one => one.Status), Is.All.EqualTo(ShmStatus.Ok));
    }
}
