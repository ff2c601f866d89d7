using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Linux;
using ShmNative.Primitives;
using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Primitives;

/// <summary>The robust mutex between processes: it excludes, a dead owner is told, and nobody who lives is robbed.</summary>
public sealed unsafe class ShmMutexTests : PrimitiveFixture
{
    [Test]
    public void OneAtATimeIsInside([Values] bool ahead)
    {
        const int Each = 20_000;
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        using TestHostProcess one = Peer(ahead), two = Peer();
        one.WriteLine($"add {First} at={Data} count={Each}");
        two.WriteLine($"add {First} at={Data} count={Each}");
        for (int i = 0; i < Each; i++)
        {
            Ok(mutex.Lock(Long));
            Segment.Write(Data, Segment.Read<long>(Data) + 1);
            Segment.Write(Data + 8, Segment.Read<long>(Data + 8) + 1);
            Ok(mutex.Unlock());
        }

        Assert.That((one.ReadLine(), two.ReadLine()), Is.EqualTo(("wrong=0 died=0", "wrong=0 died=0")));
        Assert.That((Segment.Read<long>(Data), Segment.Read<long>(Data + 8)), Is.EqualTo((3L * Each, 3L * Each)));
        Finish(one);
        Finish(two);
    }

    [Test]
    public void KilledOwnersMutexGoesToOneWhoIsTold([Values] bool ahead, [Values] bool waiting)
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        using TestHostProcess owner = Peer(ahead), next = Peer();
        Assert.That(Do(owner, $"lock {First}"), Is.EqualTo("Ok"));
        Expect(ShmStatus.Timeout, mutex.Lock(TimeSpan.Zero));
        if (waiting)
        {
            next.WriteLine($"lock {First}");
            while ((Mutex->Owner & PrimitiveConstants.OwnerAwaited) == 0)
                Thread.Sleep(1);
            owner.Kill();
        }
        else
        {
            owner.Kill();
            next.WriteLine($"lock {First}");
        }

        Assert.That(next.ReadLine(), Is.EqualTo("OwnerDied"));
        Expect(ShmStatus.Timeout, mutex.Lock(TimeSpan.Zero)); // it is locked
        Assert.That(Do(next, $"unlock {First}"), Is.EqualTo("Ok"));
        Ok(mutex.Lock(TimeSpan.Zero)); // and as good as new
        Ok(mutex.Unlock());
        Assert.That(Mutex->Deaths, Is.EqualTo(1));
        Finish(next);
    }

    [Test]
    public void StoppedOwnerIsNeverRobbed()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        using TestHostProcess owner = Peer();
        Assert.That(Do(owner, $"lock {First}"), Is.EqualTo("Ok"));
        Commands.Run("kill", "-STOP", $"{owner.Pid}");
        Expect(ShmStatus.Timeout, mutex.Lock(TimeSpan.FromMilliseconds(700)));
        Commands.Run("kill", "-CONT", $"{owner.Pid}");
        Assert.That(Do(owner, $"unlock {First}"), Is.EqualTo("Ok"));
        Ok(mutex.Lock(Long));
        Ok(mutex.Unlock());
        Finish(owner);
    }

    /// <summary>Owners are killed wherever they are: inside, on the way in, on the way out, asleep.</summary>
    [Test]
    public void KilledAnywhereItIsNeverLostAndNeverGivenTwice()
    {
        ShmMutex.Initialize(Segment, First);
        using TestHostProcess survivor = Peer();
        survivor.WriteLine($"add {First} at={Data} count=400000");
        Random random = new(7);
        const int Rounds = 12;
        for (int i = 0; i < Rounds; i++)
        {
            using TestHostProcess victim = Peer(ahead: true);
            victim.WriteLine($"add {First} at={Data} count=100000000");
            Thread.Sleep(random.Next(5, 40));
            victim.Kill();
        }

        string said = survivor.ReadLine();
        Assert.That(ChannelPeer.Number(said, "wrong"), Is.Zero);
        Assert.That(Mutex->Deaths, Is.LessThanOrEqualTo(Rounds));
        Assert.That(ShmMutex.Attach(Segment, First).Lock(Long), Is.AnyOf(ShmStatus.Ok, ShmStatus.OwnerDied));
        Ok(ShmMutex.Attach(Segment, First).Unlock());
        Finish(survivor);
    }

    [Test]
    public void EndedThreadIsADeadOwner()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        Thread owner = new(() => mutex.Lock(Long));
        owner.Start();
        owner.Join();
        Expect(ShmStatus.OwnerDied, mutex.Lock(Long));
        Ok(mutex.Unlock());
    }

    /// <summary>A thread id that is used again is another thread: told by its start time.</summary>
    [Test]
    public void ThreadIdThatIsUsedAgainIsNotTheOwner()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        using TestHostProcess other = Peer();
        Assert.That(Do(other, $"lock {First}"), Is.EqualTo("Ok"));
        ulong earlier = 1UL << PrimitiveConstants.OwnerStartShift;
        Mutex->Owner -= earlier;
        Expect(ShmStatus.OwnerDied, mutex.Lock(Long));
        Ok(mutex.Unlock());
        Assert.That(Do(other, $"unlock {First}"), Is.EqualTo("NotOwner"));
        Finish(other);
    }

    [Test]
    public void MisuseIsToldAndChangesNothing()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        Expect(ShmStatus.NotOwner, mutex.Unlock());
        Ok(mutex.Lock(TimeSpan.Zero));
        Expect(ShmStatus.Deadlock, mutex.Lock(TimeSpan.Zero));
        Expect(ShmStatus.Deadlock, mutex.Lock(Timeout.InfiniteTimeSpan));
        ShmStatus others = ShmStatus.Ok;
        Thread other = new(() => others = mutex.Unlock());
        other.Start();
        other.Join();
        Expect(ShmStatus.NotOwner, others);
        Expect(ShmStatus.InvalidArgument, mutex.Lock(TimeSpan.FromMilliseconds(-5)));
        Ok(mutex.Unlock());
        Expect(ShmStatus.NotOwner, mutex.Unlock());
    }

    [Test]
    public void AnotherNamespacesMutexIsRefused()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        Mutex->Namespaces ^= 1;
        Expect(ShmStatus.OtherNamespace, mutex.Lock(TimeSpan.Zero));
        Assert.That(() => ShmMutex.Attach(Segment, First), Refuses(ShmStatus.OtherNamespace));
    }

    [Test]
    public void HostileOwnersAreNoHang()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        foreach (ulong owner in (ulong[])[ulong.MaxValue, PrimitiveConstants.OwnerAwaited, 1, (uint)LibC.ThreadId(), 0x3fffff])
        {
            Mutex->Owner = owner;
            Assert.That(
                mutex.Lock(TimeSpan.FromMilliseconds(30)), Is.AnyOf(ShmStatus.Timeout, ShmStatus.OwnerDied, ShmStatus.Deadlock), $"{owner:x}");
        }
    }

    [Test]
    public void AllocatesNothing()
    {
        ShmMutex mutex = ShmMutex.Initialize(Segment, First);
        AllocatesNothing(() =>
        {
            _ = mutex.Lock(Long);
            _ = mutex.Unlock();
        });
    }

    private MutexState* Mutex => (MutexState*)(Segment.Data + (nint)First);
}
