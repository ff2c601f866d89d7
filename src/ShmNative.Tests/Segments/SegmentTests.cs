using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>Life and access of one segment, for every backend.</summary>
[TestFixtureSource(nameof(EachAddress))]
public sealed class SegmentTests(SegmentAddress address) : SegmentFixture
{
    [Test]
    public void NewSegmentIsZeroedAndOfTheSizeAsked()
    {
        using Segment segment = Segment.Create(address, 1000);
        Assert.That(segment.Size, Is.EqualTo(1000));
        Assert.That(segment.AsSpan().Length, Is.EqualTo(1000));
        Assert.That(segment.AsSpan().IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        Assert.That((segment.IsCreator, segment.IsReadOnly, segment.Notice), Is.EqualTo((true, false, (string?)null)));
    }

    [Test]
    public void WhatIsWrittenIsReadThroughAnotherAttachment()
    {
        using Segment server = Segment.Create(address, 64);
        server.Write(8, "shared"u8);
        using Segment client = Segment.Open(address);
        byte[] bytes = new byte[6];
        client.Read(8, bytes);
        Assert.That(bytes, Is.EqualTo("shared"u8.ToArray()));
        Assert.That((client.Size, client.IsCreator, client.IsReadOnly), Is.EqualTo((64L, false, true)));
    }

    [Test]
    public void WritableAttachmentWritesBack()
    {
        using Segment server = Segment.Create(address, 64);
        using (Segment client = Segment.Open(address, writable: true))
            client.Write(60, 0x01020304);
        Assert.That(server.AsSpan()[60..].ToArray(), Is.EqualTo(new byte[] { 4, 3, 2, 1 }));
    }

    [Test]
    public void CloseRemovesAndIsSafeTwice()
    {
        Segment segment = Segment.Create(address, 64);
        segment.Dispose();
        segment.Dispose();
        Assert.That(() => Segment.Open(address), Refuses(ShmStatus.NotFound));
        Assert.That(() => Segment.Stat(address), Refuses(ShmStatus.NotFound));
        Assert.That(() => Segment.Remove(address), Refuses(ShmStatus.NotFound));
    }

    [Test]
    public void ClosingAClientLeavesTheSegment()
    {
        using Segment server = Segment.Create(address, 64);
        Segment.Open(address).Dispose();
        using Segment again = Segment.Open(address);
        Assert.That(again.Size, Is.EqualTo(64));
    }

    [Test]
    public void KeepLeavesTheSegmentAndNoRecord()
    {
        using (Segment server = Segment.Create(address, 64, new() { Keep = true }))
            server.Write(0, 42);
        using (Segment client = Segment.Open(address))
            Assert.That(client.Read<int>(0), Is.EqualTo(42));
        Assert.That(Records(), Is.Empty);
        Segment.Remove(address);
    }

    [Test]
    public void RemovedSegmentStaysWithTheAttached()
    {
        using Segment server = Segment.Create(address, 64);
        using Segment client = Segment.Open(address);
        Segment.Remove(address);
        server.Write(0, 7L);
        Assert.That(client.Read<long>(0), Is.EqualTo(7));
        Assert.That(() => Segment.Open(address), Refuses(ShmStatus.NotFound));
    }

    [Test]
    public void CloseDoesNotRemoveALaterSegmentOfTheSameAddress()
    {
        Segment first = Segment.Create(address, 64);
        Segment.Remove(address);
        using Segment second = Segment.Create(address, 128);
        first.Dispose();
        using Segment client = Segment.Open(address);
        Assert.That(client.Size, Is.EqualTo(128));
    }

    [Test]
    public void WritingThroughAReadOnlyPointerEndsTheProcess()
    {
        using Segment server = Segment.Create(address, 64);
        using TestHostProcess client = TestHostProcess.Start("segment-poke", address.ToString());
        (int exitCode, string output) = client.Finish();
        Assert.That(output, Does.Contain("poking").And.Contain("AccessViolation").And.Not.Contain("poked"));
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(server.Read<byte>(0), Is.Zero);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(long.MinValue)]
    public void SizeHasToBePositive(long size) =>
        Assert.That(() => Segment.Create(address, size), Refuses(ShmStatus.InvalidSize));

    [TestCase(long.MaxValue)]
    [TestCase(1L << 50)]
    public void MoreThanIsFreeIsRefused(long size) =>
        Assert.That(() => Segment.Create(address, size), Refuses(ShmStatus.NotEnoughMemory));

    [TestCase(0x80u, Description = "0200: no owner read")]
    [TestCase(0x1c0u, Description = "0700: execute")]
    [TestCase(0x980u, Description = "04600: beyond the permissions")]
    [TestCase(0u)]
    public void ModeIsReadAndWriteBitsWithOwnerRead(uint mode) =>
        Assert.That(() => Segment.Create(address, 64, new() { Mode = mode }), Refuses(ShmStatus.InvalidArgument));

    [TestCase("600")]
    [TestCase("666")]
    [TestCase("640")]
    [TestCase("400")]
    public void ModeIsAsAskedWhateverUmaskSays(string mode)
    {
        TestHostProcess.RequireRoot(); // unshare
        using TestHostProcess server = TestHostProcess.StartAfter("umask 0277", "segment-create", address.ToString(), "64", $"mode={mode}");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        Assert.That(Convert.ToString(Segment.Stat(address).Mode, 8), Is.EqualTo(mode));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void DataIsAPointerToTheBytes()
    {
        using Segment segment = Segment.Create(address, 64);
        segment.Write(3, (byte)9);
        unsafe
        {
            Assert.That(((byte*)segment.Data)[3], Is.EqualTo(9));
        }
        Assert.That((long)segment.Data % 4096, Is.Zero);
        segment.Dispose();
        Assert.That((long)segment.Data, Is.Zero);
    }

    [Test]
    public void InfoSaysWhatIsKnown()
    {
        using Segment segment = Segment.Create(address, 1000, new() { Mode = 0x1a4 /* 0644 */ });
        using TestHostProcess client = TestHostProcess.Start("segment-open", address.ToString());
        Assert.That(client.ReadLine(), Is.EqualTo("opened 0"));
        SegmentInfo info = segment.Info();
        Assert.That(info, Is.EqualTo(Segment.Stat(address)));
        Assert.Multiple(() =>
        {
            Assert.That(info.StructSize, Is.EqualTo(104));
            Assert.That(info.Backend, Is.EqualTo((uint)address.Backend));
            Assert.That(info.Size, Is.EqualTo(1000));
            Assert.That(info.Mode, Is.EqualTo(0x1a4));
            Assert.That(info.CreatorPid, Is.EqualTo(Environment.ProcessId));
            Assert.That(info.Attached, Is.EqualTo(2));
            Assert.That((info.NotReady, info.Abandoned), Is.EqualTo((0u, 0u)));
        });
    }
}
