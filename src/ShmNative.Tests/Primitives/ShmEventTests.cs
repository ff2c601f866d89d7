using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Primitives;
using ShmNative.Segments;

namespace ShmNative.Tests.Primitives;

/// <summary>Events and semaphores, and what all primitives refuse.</summary>
public sealed unsafe class ShmEventTests : PrimitiveFixture
{
    [Test]
    public void AutomaticEventLetsOnePass()
    {
        ShmEvent signal = ShmEvent.Initialize(Segment, First);
        Expect(ShmStatus.Timeout, signal.Wait(TimeSpan.Zero));
        Expect(ShmStatus.Timeout, signal.Wait(TimeSpan.FromMilliseconds(15)));
        Ok(signal.Set());
        Ok(signal.Set());
        Ok(signal.Wait(TimeSpan.Zero));
        Expect(ShmStatus.Timeout, signal.Wait(TimeSpan.Zero));
        Expect(ShmStatus.InvalidArgument, signal.Wait(TimeSpan.FromTicks(-1)));
    }

    [Test]
    public void ManualEventStaysSet()
    {
        ShmEvent signal = ShmEvent.Initialize(Segment, First, manual: true, set: true);
        Ok(signal.Wait(TimeSpan.Zero));
        Ok(signal.Wait(Timeout.InfiniteTimeSpan));
        Ok(signal.Reset());
        Expect(ShmStatus.Timeout, signal.Wait(TimeSpan.Zero));
        Ok(signal.Reset());
    }

    [Test]
    public void HandOverBetweenProcessesNeverHangs([Values] bool ahead)
    {
        const int Rounds = 20_000;
        ShmEvent ping = ShmEvent.Initialize(Segment, First);
        ShmEvent pong = ShmEvent.Initialize(Segment, Second);
        using TestHostProcess peer = Peer(ahead);
        peer.WriteLine($"pong {First} to={Second} count={Rounds}");
        for (int i = 0; i < Rounds; i++)
        {
            Ok(ping.Set());
            Ok(pong.Wait(Long));
        }

        Assert.That(peer.ReadLine(), Is.EqualTo("Ok"));
        Finish(peer);
    }

    [Test]
    public void KilledWaiterLeavesAWorkingEvent()
    {
        ShmEvent signal = ShmEvent.Initialize(Segment, First);
        using TestHostProcess victim = Peer(), other = Peer();
        victim.WriteLine($"wait {First}");
        while (((EventState*)Segment.Data)->State != PrimitiveConstants.EventAwaited)
            Thread.Sleep(1);
        victim.Kill();
        other.WriteLine($"wait {First}");
        Ok(signal.Set());
        Assert.That(other.ReadLine(), Is.EqualTo("Ok"));
        Expect(ShmStatus.Timeout, signal.Wait(TimeSpan.Zero));
        Finish(other);
    }

    [Test]
    public void SemaphoreCounts()
    {
        ShmSemaphore semaphore = ShmSemaphore.Initialize(Segment, First, count: 2, maximum: 3);
        Ok(semaphore.Wait(TimeSpan.Zero));
        Ok(semaphore.Wait(TimeSpan.Zero));
        Expect(ShmStatus.Timeout, semaphore.Wait(TimeSpan.Zero));
        Expect(ShmStatus.Timeout, semaphore.Wait(TimeSpan.FromMilliseconds(15)));
        Ok(semaphore.Release(3));
        Expect(ShmStatus.Overflow, semaphore.Release());
        Expect(ShmStatus.Overflow, semaphore.Release(int.MaxValue));
        Expect(ShmStatus.InvalidArgument, semaphore.Release(0));
        Assert.That(semaphore.Count, Is.EqualTo(3));
        Assert.That(() => ShmSemaphore.Initialize(Segment, First, count: 4, maximum: 3), Refuses(ShmStatus.InvalidArgument));
        Ok(ShmSemaphore.Initialize(Segment, First, int.MaxValue).Wait(TimeSpan.Zero));
    }

    /// <summary>As much is taken as was given, by whomever; a killed holder's count stays away.</summary>
    [Test]
    public void SemaphoreBetweenProcesses()
    {
        ShmSemaphore semaphore = ShmSemaphore.Initialize(Segment, First, count: 0);
        using TestHostProcess one = Peer(ahead: true), two = Peer();
        one.WriteLine($"take {First}");
        two.WriteLine($"take {First}");
        Ok(semaphore.Release(2));
        Assert.That((one.ReadLine(), two.ReadLine()), Is.EqualTo(("Ok", "Ok")));
        one.Kill();
        Assert.That(Do(two, $"take {First} timeout=600"), Is.EqualTo("Timeout"));
        Assert.That(Do(two, $"give {First} count=5"), Is.EqualTo("Ok"));
        for (int i = 0; i < 5; i++)
            Ok(semaphore.Wait(Long));
        Assert.That(semaphore.Count, Is.Zero);
        Finish(two);
    }

    [Test]
    public void WrongPlacesAreRefused()
    {
        Assert.That(() => ShmEvent.Attach(Segment, First), Refuses(ShmStatus.WrongKind));
        Assert.That(() => ShmEvent.Initialize(Segment, 4), Refuses(ShmStatus.Misaligned));
        Assert.That(() => ShmEvent.Initialize(Segment, 4096 - 8), Refuses(ShmStatus.OutOfBounds));
        Assert.That(() => ShmEvent.Initialize(Segment, -8), Refuses(ShmStatus.OutOfBounds));
        Assert.That(() => ShmMutex.Initialize(Segment, long.MaxValue - 7), Refuses(ShmStatus.OutOfBounds));
        Assert.That(() => ShmSeqLock<long>.Initialize(Segment, 4096 - 72), Refuses(ShmStatus.OutOfBounds));
        ShmEvent signal = ShmEvent.Initialize(Segment, First);
        Assert.That(() => ShmMutex.Attach(Segment, First), Refuses(ShmStatus.WrongKind));
        Assert.That(() => ShmSemaphore.Attach(Segment, First), Refuses(ShmStatus.WrongKind));
        Assert.That(() => ShmSeqLock<long>.Attach(Segment, First), Refuses(ShmStatus.WrongKind));

        ((EventState*)Segment.Data)->State = 7;
        Expect(ShmStatus.Corrupt, signal.Wait(Long));
        Expect(ShmStatus.Corrupt, signal.Set());
        ((EventState*)Segment.Data)->Magic = 0;
        Expect(ShmStatus.WrongKind, signal.Set()); // looked at each time
        Expect(ShmStatus.InvalidHandle, default(ShmEvent).Set());
    }

    [Test]
    public void ClosedAndReadOnlySegmentsAreRefused()
    {
        ShmEvent.Initialize(Segment, First);
        using Segment reader = OpenAgain(writable: false);
        Assert.That(() => ShmEvent.Attach(reader, First), Refuses(ShmStatus.ReadOnly));
        Segment closed = OpenAgain();
        ShmEvent signal = ShmEvent.Attach(closed, First);
        closed.Dispose();
        Expect(ShmStatus.InvalidHandle, signal.Set());
        Expect(ShmStatus.InvalidHandle, signal.Wait(Long));
    }

    [Test]
    public void AllocatesNothing()
    {
        ShmEvent signal = ShmEvent.Initialize(Segment, First);
        ShmSemaphore semaphore = ShmSemaphore.Initialize(Segment, Second, 1);
        AllocatesNothing(() =>
        {
            _ = signal.Set();
            _ = signal.Wait(Long);
            _ = signal.Wait(TimeSpan.Zero);
            _ = semaphore.Wait(Long);
            _ = semaphore.Release();
        });
    }
}
