using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>Bounds, handles and whole structs; the same code for every backend.</summary>
public sealed class SegmentAccessTests : SegmentFixture
{
    private static readonly SegmentAddress s_address = Addresses[1];

    [TestCase(0, 64, ShmStatus.Ok)]
    [TestCase(64, 0, ShmStatus.Ok)]
    [TestCase(63, 1, ShmStatus.Ok)]
    [TestCase(64, 1, ShmStatus.OutOfBounds)]
    [TestCase(60, 5, ShmStatus.OutOfBounds)]
    [TestCase(65, 0, ShmStatus.OutOfBounds)]
    [TestCase(-1, 1, ShmStatus.OutOfBounds)]
    [TestCase(-1, 0, ShmStatus.OutOfBounds)]
    [TestCase(long.MaxValue, 1, ShmStatus.OutOfBounds)]
    [TestCase(long.MinValue, 1, ShmStatus.OutOfBounds)]
    public void BoundsAreCheckedAndNothingIsMovedBeyondThem(long offset, int length, ShmStatus expected)
    {
        using Segment segment = Segment.Create(s_address, 64);
        byte[] source = [.. Enumerable.Repeat((byte)0x55, length)];
        byte[] destination = [.. Enumerable.Repeat((byte)0x77, length)];

        Assert.That(segment.TryRead(offset, destination), Is.EqualTo(expected));
        Assert.That(destination, Is.All.EqualTo(expected == ShmStatus.Ok ? 0 : 0x77));
        Assert.That(segment.TryWrite(offset, source), Is.EqualTo(expected));
        Assert.That(segment.AsSpan().Count((byte)0x55), Is.EqualTo(expected == ShmStatus.Ok ? length : 0));
    }

    [Test]
    public unsafe void LengthsOfTheCInterfaceCannotOverflow()
    {
        using Segment segment = Segment.Create(s_address, 64);
        byte outside = 0x77;
        foreach (nuint length in new[] { (nuint)65, nuint.MaxValue, nuint.MaxValue / 2, nuint.MaxValue - 62 })
        {
            foreach (long offset in new[] { 0L, 1, 63, 64, -1, long.MaxValue, long.MinValue })
            {
                Assert.That(segment.TryCopyTo(offset, &outside, length), Is.EqualTo(ShmStatus.OutOfBounds));
                Assert.That(segment.TryCopyFrom(offset, &outside, length), Is.EqualTo(ShmStatus.OutOfBounds));
            }
        }
        Assert.That(outside, Is.EqualTo(0x77));
        Assert.That(segment.AsSpan().IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    [Test]
    public unsafe void NullIsFineForNothingOnly()
    {
        using Segment segment = Segment.Create(s_address, 64);
        Assert.That(segment.TryCopyTo(64, null, 0), Is.EqualTo(ShmStatus.Ok));
        Assert.That(segment.TryCopyFrom(0, null, 0), Is.EqualTo(ShmStatus.Ok));
        Assert.That(segment.TryCopyTo(0, null, 1), Is.EqualTo(ShmStatus.InvalidArgument));
        Assert.That(segment.TryCopyFrom(0, null, 1), Is.EqualTo(ShmStatus.InvalidArgument));
    }

    [Test]
    public unsafe void CopiesOfTheCInterfaceMoveTheBytes()
    {
        using Segment segment = Segment.Create(s_address, 64);
        long value = 0x1122334455667788, back = 0;
        Assert.That(segment.TryCopyFrom(5, &value, sizeof(long)), Is.EqualTo(ShmStatus.Ok));
        Assert.That(segment.TryCopyTo(5, &back, sizeof(long)), Is.EqualTo(ShmStatus.Ok));
        Assert.That(back, Is.EqualTo(value));
        Assert.That(segment.AsSpan()[..14].ToArray(), Is.EqualTo(new byte[] { 0, 0, 0, 0, 0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0 }));
    }

    [Test]
    public void WholeStructsAreCopied()
    {
        using Segment segment = Segment.Create(s_address, 100);
        segment.Write(36, new DemoMessage { Numerator = 22, Denominator = 7, Quotient = 22 / 7.0 });
        Assert.That(segment.Read<DemoMessage>(36).Quotient, Is.EqualTo(22 / 7.0));
        Assert.That(segment.Read<int>(36 + 20), Is.EqualTo(22));
        Assert.That(() => segment.Read<DemoMessage>(37), Refuses(ShmStatus.OutOfBounds));
        Assert.That(() => segment.Write(37, default(DemoMessage)), Refuses(ShmStatus.OutOfBounds));
    }

    [Test]
    public unsafe void ReadOnlyHandleRefusesWrites()
    {
        using Segment server = Segment.Create(s_address, 64);
        using Segment client = Segment.Open(s_address);
        byte value = 1;
        Assert.That(client.TryWrite(0, [1]), Is.EqualTo(ShmStatus.ReadOnly));
        Assert.That(client.TryCopyFrom(0, &value, 1), Is.EqualTo(ShmStatus.ReadOnly));
        Assert.That(() => client.Write(0, 1), Refuses(ShmStatus.ReadOnly));
        Assert.That(() => client.Write(0, "text"u8), Refuses(ShmStatus.ReadOnly));
        Assert.That(server.Read<int>(0), Is.Zero);
    }

    [Test]
    public unsafe void ClosedHandleRefusesEverything()
    {
        Segment segment = Segment.Create(s_address, 64);
        segment.Dispose();
        byte value = 1;
        Assert.That(segment.TryRead(0, new byte[1]), Is.EqualTo(ShmStatus.InvalidHandle));
        Assert.That(segment.TryWrite(0, [1]), Is.EqualTo(ShmStatus.InvalidHandle));
        Assert.That(segment.TryCopyTo(0, &value, 1), Is.EqualTo(ShmStatus.InvalidHandle));
        Assert.That(segment.TryCopyFrom(0, &value, 1), Is.EqualTo(ShmStatus.InvalidHandle));
        Assert.That(() => segment.Read<int>(0), Refuses(ShmStatus.InvalidHandle));
        Assert.That(() => segment.Write(0, 1), Refuses(ShmStatus.InvalidHandle));
        Assert.That(() => segment.AsSpan().Length, Refuses(ShmStatus.InvalidHandle));
        Assert.That(segment.Info, Refuses(ShmStatus.InvalidHandle));
        Assert.That(segment.Publish, Refuses(ShmStatus.InvalidHandle));
    }

    [Test]
    public void ReadingAndWritingAllocatesNothing()
    {
        using Segment segment = Segment.Create(s_address, 64);
        byte[] buffer = new byte[48];
        Exercise(segment, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
            Exercise(segment, buffer);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        static void Exercise(Segment segment, byte[] buffer)
        {
            _ = segment.TryWrite(3, buffer);
            _ = segment.TryRead(3, buffer);
            _ = segment.TryRead(60, buffer);
            segment.Write(0, segment.Read<long>(8) + 1);
        }
    }
}
