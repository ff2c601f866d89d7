using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Primitives;
using ShmNative.Segments;

namespace ShmNative.Tests.Primitives;

/// <summary>Read-write values: whole, newest, and not in the way of anybody.</summary>
public sealed unsafe class ShmSeqLockTests : PrimitiveFixture
{
    private struct Wide
    {
        public fixed long Words[32];

        public readonly bool IsWhole()
        {
            fixed (long* words = Words)
                return new ReadOnlySpan<long>(words, 32).IndexOfAnyExcept(words[0]) < 0;
        }
    }

    [Test]
    public void NewestValueIsRead()
    {
        ShmSeqLock<double> value = ShmSeqLock<double>.Initialize(Segment, First);
        Expect(ShmStatus.Timeout, value.Read(out _, TimeSpan.Zero));
        Expect(ShmStatus.Timeout, value.Read(out _, TimeSpan.FromMilliseconds(15)));
        Ok(value.Write(1.5, TimeSpan.Zero));
        Ok(value.Write(2.5, TimeSpan.Zero));
        Ok(value.Read(out double newest, TimeSpan.Zero));
        Assert.That(newest, Is.EqualTo(2.5));
        ulong version = 0;
        Ok(value.ReadNewer(out _, ref version, TimeSpan.Zero));
        Expect(ShmStatus.Timeout, value.ReadNewer(out _, ref version, TimeSpan.Zero));
        Ok(value.Write(3.5, TimeSpan.Zero));
        Ok(value.ReadNewer(out newest, ref version, Long));
        Assert.That((newest, version), Is.EqualTo((3.5, 3)));
        Expect(ShmStatus.InvalidArgument, value.Read(out _, TimeSpan.FromTicks(-1)));
        Assert.That(() => ShmSeqLock<int>.Attach(Segment, First), Refuses(ShmStatus.TypeMismatch));
        Assert.That(ShmSeqLock<double>.Size, Is.EqualTo(80));
    }

    /// <summary>Two writers, one of them in another process, and a reader that has the segment read-only.</summary>
    [Test]
    public void NoValueIsTorn([Values] bool ahead)
    {
        const long Count = 100_000;
        ShmSeqLock<Wide> value = ShmSeqLock<Wide>.Initialize(Segment, First);
        using Segment observed = OpenAgain(writable: false);
        ShmSeqLock<Wide> reader = ShmSeqLock<Wide>.Attach(observed, First);
        using TestHostProcess one = Peer(ahead), two = Peer();
        one.WriteLine($"write {First} count={Count} from=1");
        two.WriteLine($"write {First} count={Count} from=1000000");
        ulong version = 0;
        int torn = 0;
        while (version < 2 * Count)
        {
            ulong before = version;
            Ok(reader.ReadNewer(out Wide wide, ref version, Long));
            torn += wide.IsWhole() && version > before ? 0 : 1;
        }

        Assert.That(torn, Is.Zero);
        Assert.That((one.ReadLine(), two.ReadLine()), Is.EqualTo(("written", "written")));
        Finish(one);
        Finish(two);
    }

    [Test]
    public void KilledWritersLeaveAWholeValue()
    {
        ShmSeqLock<Wide> value = ShmSeqLock<Wide>.Initialize(Segment, First);
        Random random = new(11);
        ulong version = 0;
        for (int i = 1; i <= 8; i++)
        {
            using TestHostProcess victim = Peer(ahead: true);
            victim.WriteLine($"write {First} count=1000000000 from={i * 1_000_000_000L}");
            Ok(value.ReadNewer(out _, ref version, Long));
            Thread.Sleep(random.Next(1, 20));
            victim.Kill();
            Ok(value.Read(out Wide left, TimeSpan.Zero));
            Assert.That(left.IsWhole());
            Ok(value.Write(left, Long));
        }
    }

    /// <summary>A writer that is stopped in the middle holds up writers only.</summary>
    [Test]
    public void WriterThatHoldsItsTurnDoesNotHoldReadersUp()
    {
        ShmSeqLock<long> value = ShmSeqLock<long>.Initialize(Segment, First);
        ShmMutex.Initialize(Segment, Data);
        Ok(value.Write(1, TimeSpan.Zero));
        using TestHostProcess writer = Peer();
        Assert.That(Do(writer, $"lock {Data}"), Is.EqualTo("Ok")); // to know the peer's owner word
        SeqLockState* memory = (SeqLockState*)Segment.Data;
        memory->Owner = ((MutexState*)(Segment.Data + (nint)Data))->Owner;
        Expect(ShmStatus.Timeout, value.Write(2, TimeSpan.FromMilliseconds(30)));
        Ok(value.Read(out long read, TimeSpan.Zero));
        Assert.That(read, Is.EqualTo(1));
        writer.Kill();
        Ok(value.Write(2, Long));
        Assert.That(memory->Deaths, Is.EqualTo(1));
    }

    [Test]
    public void AllocatesNothing()
    {
        ShmSeqLock<Wide> value = ShmSeqLock<Wide>.Initialize(Segment, First);
        Wide wide = default;
        AllocatesNothing(() =>
        {
            _ = value.Write(wide, Long);
            _ = value.Read(out wide, Long);
        });
    }
}
