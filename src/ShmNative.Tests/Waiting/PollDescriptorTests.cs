using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Primitives;
using ShmNative.Segments;
using ShmNative.Tests.Channels;
using ShmNative.Waiting;

namespace ShmNative.Tests.Waiting;

/// <summary>Descriptors for event loops: readable when there is something, until a try finds nothing; the library's thread is a good guest.</summary>
[NonParallelizable]
public sealed unsafe partial class PollDescriptorTests : ChannelFixture
{
    private const int Long = 60_000;

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc")]
    private static partial int poll(Polled* descriptors, ulong count, int milliseconds);

    [Test]
    public void ReadableUntilATryFindsNothing()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name);
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        int descriptor = subscriber.PollDescriptor;
        Assert.That(subscriber.PollDescriptor, Is.EqualTo(descriptor));
        byte[] message = new byte[8];
        for (int i = 0; i < 100; i++)
        {
            Expect(ShmStatus.Empty, subscriber.TryReceive(message, out _));
            Assert.That(IsReadable(descriptor, 0), Is.False, "nothing there");
            Ok(publisher.TrySend([1]));
            Ok(publisher.TrySend([2]));
            Assert.That(IsReadable(descriptor, Long), "a message came");
            Ok(subscriber.TryReceive(message, out _));
            Assert.That(IsReadable(descriptor, 0), "one more is there");
            Ok(subscriber.TryReceive(message, out _));
        }

        Expect(ShmStatus.Empty, subscriber.TryReceive(message, out _));
        Ok(publisher.End());
        Assert.That(IsReadable(descriptor, Long));
        for (int i = 0; i < 3; i++)
            Expect(ShmStatus.Closed, subscriber.TryReceive(message, out _));
        Assert.That(IsReadable(descriptor, 0), "as at the end of a pipe");
    }

    [Test]
    public void ReadersAndSendersToo()
    {
        using ShmSender writer = ShmValue.OpenWriter(Name);
        using ShmReader observer = ShmValue.OpenObserver(Name);
        byte[] message = new byte[8];
        Expect(ShmStatus.Empty, observer.TryReceive(message, out _));
        int observed = observer.PollDescriptor;
        Expect(ShmStatus.Empty, observer.TryReceive(message, out _));
        Assert.That(IsReadable(observed, 0), Is.False);
        Ok(writer.TrySend([1]));
        Assert.That(IsReadable(observed, Long)); // it cannot announce itself: found at the end of a slice
        Ok(observer.TryReceive(message, out _));

        using ShmSender producer = ShmQueue.OpenProducer(Name + "-q", new() { Slots = 2 });
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name + "-q");
        int room = producer.PollDescriptor;
        Ok(producer.TrySend([1]));
        Ok(producer.TrySend([1]));
        Expect(ShmStatus.Full, producer.TrySend([1]));
        Assert.That(IsReadable(room, 0), Is.False);
        Ok(consumer.TryReceive(message, out _));
        Assert.That(IsReadable(room, Long));
        Ok(producer.TrySend([1]));
    }

    [Test]
    public void WaitSetsToo()
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse($"posix:/{Name}-segment"), 4096);
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        ShmEvent signal = ShmEvent.Initialize(segment, 0);
        using ShmWaitSet set = new();
        int descriptor = set.PollDescriptor;
        ShmReady[] ready = new ShmReady[4];
        set.Add(consumer, 1);
        set.Add(signal, 2);
        for (int i = 0; i < 50; i++)
        {
            Expect(ShmStatus.Timeout, set.Wait(ready, out _, TimeSpan.Zero));
            Assert.That(IsReadable(descriptor, 0), Is.False);
            Ok(i % 2 == 0 ? signal.Set() : producer.TrySend([1]));
            Assert.That(IsReadable(descriptor, Long));
            Ok(set.Wait(ready, out int count, TimeSpan.Zero));
            Assert.That((count, ready[0].Tag), Is.EqualTo((1, i % 2 == 0 ? 2L : 1L)));
            Ok(i % 2 == 0 ? signal.Wait(TimeSpan.Zero) : consumer.TryReceive(new byte[1], out _));
        }

        Expect(ShmStatus.Timeout, set.Wait(ready, out _, TimeSpan.Zero));
        Ok(set.Remove(2)); // armed: it goes first, then the caller looks
        segment.Dispose();
        Assert.That(IsReadable(descriptor, Long));
        Expect(ShmStatus.Timeout, set.Wait(ready, out _, TimeSpan.Zero));
        consumer.Dispose();
        Assert.That(IsReadable(descriptor, Long));
        Expect(ShmStatus.Timeout, set.Wait(ready, out _, TimeSpan.Zero));
        set.Cancel();
        Assert.That(IsReadable(descriptor, Long));
        Expect(ShmStatus.Cancelled, set.Wait(ready, out _, TimeSpan.Zero));
    }

    [Test]
    public void KilledSenderMakesItReadable()
    {
        using ChannelPeer peer = new();
        peer.Open("producer", Name);
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        int descriptor = consumer.PollDescriptor;
        Expect(ShmStatus.Empty, consumer.TryTake(out _));
        Assert.That(IsReadable(descriptor, 0), Is.False);
        peer.Kill();
        ShmStatus status = ShmStatus.Empty;
        for (int looks = 0; status == ShmStatus.Empty && looks < 5; looks++)
        {
            Assert.That(IsReadable(descriptor, Long)); // once to clean up after it, once to say so
            status = consumer.TryTake(out _);
        }

        Expect(ShmStatus.NoPeer, status);
        Assert.That(IsReadable(descriptor, 0), "as at the end of a pipe");
    }

    /// <summary>Many ends, some closed while they are armed; a burst for each, with gaps; nothing is lost.</summary>
    [Test]
    public void BurstsAndClosing()
    {
        Random random = new(3);
        const int Ends = 12;
        ShmSender[] senders = [.. Enumerable.Range(0, Ends).Select(i => ShmQueue.OpenProducer($"{Name}-{i}"))];
        ShmReceiver[] receivers = [.. Enumerable.Range(0, Ends).Select(i => ShmQueue.OpenConsumer($"{Name}-{i}"))];
        int[] sent = new int[Ends], received = new int[Ends];
        Polled* polled = stackalloc Polled[Ends];
        for (int i = 0; i < Ends; i++)
            polled[i] = new() { Descriptor = receivers[i].PollDescriptor, Events = 1 };
        Task sending = Task.Factory.StartNew(() =>
        {
            for (int round = 0; round < 400; round++)
            {
                int i = random.Next(Ends - 2);
                for (int burst = random.Next(1, 5); burst > 0; burst--)
                {
                    while (senders[i].TrySend([1]) == ShmStatus.Full)
                        Thread.Yield();
                    sent[i]++;
                }

                if (round % 3 == 0)
                    Thread.Sleep(random.Next(3));
            }
        }, TaskCreationOptions.LongRunning);
        int closed = 0, quiet = 0;
        while (!sending.IsCompleted || received.Sum() < sent.Sum())
        {
            quiet = poll(polled, Ends, 100) > 0 ? 0 : quiet + 1;
            Assert.That(quiet, Is.LessThan(200), $"{sent.Sum()} sent, {received.Sum()} received, and nobody wakes");
            for (int i = 0; i < Ends; i++)
            {
                while (polled[i].Returned != 0 && receivers[i].TryReceive(new byte[1], out _) == ShmStatus.Ok)
                    received[i]++;
            }

            if (closed < 2 && received.Sum() > 100 * (closed + 1))
            {
                receivers[Ends - 1 - closed].Dispose(); // idle, and armed
                polled[Ends - 1 - closed++].Descriptor = -1;
            }
        }

        Assert.That(received, Is.EqualTo(sent));
        foreach (IDisposable end in senders.Concat<IDisposable>(receivers))
            end.Dispose();
        Assert.That(PollerThreads, Is.Empty.After(300_000, 20));
    }

    [Test]
    public void TheThreadTakesNoSignalsAndEndsWithItsLastUser()
    {
        Assert.That(PollerThreads, Is.Empty.After(300_000, 20));
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using (ShmReceiver consumer = ShmQueue.OpenConsumer(Name))
        {
            Assert.That(PollerThreads(), Is.Empty, "nobody polls");
            _ = consumer.PollDescriptor;
            Expect(ShmStatus.Empty, consumer.TryTake(out _));
            Assert.That(PollerThreads, Has.Length.EqualTo(1).After(300_000, 20));
            string blocked = File.ReadLines($"{PollerThreads()[0]}/status").First(line => line.StartsWith("SigBlk:", StringComparison.Ordinal));
            ulong mask = Convert.ToUInt64(blocked[7..].Trim(), 16);
            foreach (int signal in (int[])[1, 2, 10, 13, 15, 17])
                Assert.That((mask >> (signal - 1)) & 1, Is.EqualTo(1), $"signal {signal}");
        }

        Assert.That(PollerThreads, Is.Empty.After(300_000, 20));
    }

    private static string[] PollerThreads() =>
    [
        .. Directory.GetDirectories("/proc/self/task").Where(thread =>
        {
            try
            {
                return File.ReadAllText($"{thread}/comm").StartsWith("shmnative-poll", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // ended meanwhile
            }
        }),
    ];

    private static bool IsReadable(int descriptor, int milliseconds)
    {
        Polled polled = new() { Descriptor = descriptor, Events = 1 };
        return poll(&polled, 1, milliseconds) == 1;
    }
}
