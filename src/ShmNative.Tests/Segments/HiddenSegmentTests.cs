using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>Hidden segments: nobody sees them half written, and a creator that dies leaves nothing that blocks the address.</summary>
[TestFixtureSource(nameof(EachAddress))]
public sealed class HiddenSegmentTests(SegmentAddress address) : SegmentFixture
{
    /// <summary>A System V key is taken from the start; a file has no name yet.</summary>
    private ShmStatus UntilPublished => address.Backend == SegmentBackend.SysV ? ShmStatus.NotReady : ShmStatus.NotFound;

    [Test]
    public void NobodyOpensItBeforeItIsPublished()
    {
        using Segment server = Segment.Create(address, 64, new() { Hidden = true });
        Assert.That(server.Info().NotReady, Is.EqualTo(1));
        Assert.That(() => Segment.Open(address), Refuses(UntilPublished));
        server.Write(0, 42);
        server.Publish();
        server.Publish();
        using Segment client = Segment.Open(address);
        Assert.That(client.Read<int>(0), Is.EqualTo(42));
        Assert.That((server.Info().NotReady, server.Info().Mode), Is.EqualTo((0u, 0x180u)));
    }

    [Test]
    public void ClosedUnpublishedItIsGoneEvenIfItWasToBeKept()
    {
        Segment.Create(address, 64, new() { Hidden = true, Keep = true }).Dispose();
        Assert.That(() => Segment.Open(address), Refuses(ShmStatus.NotFound));
    }

    [Test]
    public void KilledUnpublishedItDoesNotBlockTheAddress()
    {
        _ = LeaveKilledServer(address, "hidden");
        Assert.That(() => Segment.Open(address), Refuses(UntilPublished));
        using Segment server = Segment.Create(address, 64);
        using Segment client = Segment.Open(address);
        Assert.That(client.Read<long>(0), Is.Zero);
    }

    [Test]
    public void WaitEndsWhenItIsPublished()
    {
        using TestHostProcess client = TestHostProcess.Start("segment-open", address.ToString(), "wait=60");
        using Segment server = Segment.Create(address, 64, new() { Hidden = true });
        server.Write(0, (byte)7);
        server.Publish();
        Assert.That(client.ReadLine(), Is.EqualTo("opened 7"));
        Assert.That(client.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void WaitThatPassesSaysWhatItWaitedFor()
    {
        ShmException refusal = Refusal(() => Segment.Open(address, false, TimeSpan.FromMilliseconds(30)));
        Assert.That(refusal.Status, Is.EqualTo(ShmStatus.Timeout));
        Assert.That(refusal.Message, Does.Contain(address.ToString()));
    }

    [Test]
    public void WaitIsCancelled()
    {
        using CancellationTokenSource source = new();
        Task<Segment> open = Task.Run(() => Segment.Open(address, false, Timeout.InfiniteTimeSpan, source.Token));
        source.Cancel();
        Assert.That(() => open.GetAwaiter().GetResult(), Refuses(ShmStatus.Cancelled));
    }

    [Test]
    public void NegativeWaitIsRefused() =>
        Assert.That(() => Segment.Open(address, false, TimeSpan.FromSeconds(-2)), Refuses(ShmStatus.InvalidArgument));

    [Test]
    public unsafe void ManyOpenersNeverSeeOneHalfWritten()
    {
        const int Size = 1 << 20;
        using TestHostProcess opener = TestHostProcess.Start("segment-hammer", address.ToString(), "40");
        Task<(int ExitCode, string Output)> end = Task.Run(opener.Finish);
        while (!end.IsCompleted)
        {
            using Segment server = Segment.Create(address, Size, new() { Hidden = true });
            new Span<byte>((void*)server.Data, Size).Fill(0xaa);
            server.Publish();
            Thread.Sleep(1);
        }
        Assert.That(end.Result.Output, Is.EqualTo("torn 0\n"));
    }

    [Test]
    public void PublishRefusesANameThatWasTakenMeanwhile()
    {
        if (address.Backend == SegmentBackend.SysV)
            Assert.Pass("a key is taken from the start");
        using Segment late = Segment.Create(address, 64, new() { Hidden = true });
        using Segment first = Segment.Create(address, 128);
        Assert.That(late.Publish, Refuses(ShmStatus.AlreadyExists));
        late.Dispose();
        using Segment client = Segment.Open(address);
        Assert.That(client.Size, Is.EqualTo(128));
    }
}
