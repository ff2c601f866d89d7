using ShmNative.Layout;
using ShmNative.Segments;
using ShmNative.Tests.Segments;

namespace ShmNative.Tests.Primitives;

/// <summary>Primitives in a segment of a page, and processes that use them too.</summary>
public abstract class PrimitiveFixture : SegmentFixture
{
    protected const long First = 0;
    protected const long Second = 64;
    protected const long Data = 2048;

    protected static readonly TimeSpan Long = TimeSpan.FromMinutes(5); // a hang is a failure

    private Segment? _segment;

    protected Segment Segment => _segment!;

    [SetUp]
    public void CreateSegment() => _segment = Segment.Create(SecondAddress, 4096);

    [TearDown]
    public void CloseSegment() => _segment?.Dispose();

    protected static void Expect(ShmStatus expected, ShmStatus status) => Assert.That(status, Is.EqualTo(expected));

    protected static void Ok(ShmStatus status) => Expect(ShmStatus.Ok, status);

    protected static Segment OpenAgain(bool writable = true) => Segment.Open(SecondAddress, writable);

    /// <summary>Another process with the segment; the commands are in ShmNative.TestHost, PrimitiveVerbs.</summary>
    protected static TestHostProcess Peer(bool ahead = false)
    {
        string[] command = ["primitives", SecondAddress.ToString()];
        TestHostProcess peer = ahead ? TestHostProcess.StartAot(command) : TestHostProcess.Start(command);
        Assert.That(peer.ReadLine(), Is.EqualTo("ready"));
        return peer;
    }

    protected static string Do(TestHostProcess peer, string command)
    {
        peer.WriteLine(command);
        return peer.ReadLine();
    }

    protected static void Finish(TestHostProcess peer) => Assert.That(peer.Finish(), Is.EqualTo((0, "")));

    protected static void AllocatesNothing(Action action)
    {
        for (int i = 0; i < 100; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            action();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
