using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>What only POSIX and file segments can meet.</summary>
public sealed class FileSegmentsTests : SegmentFixture
{
    private const string Target = "/tmp/shmnative-test.bin";
    private const string Link = "/tmp/shmnative-test.link";

    [Test]
    public void SymbolicLinksAreNotFollowed()
    {
        File.WriteAllText(Target, "precious");
        _ = File.CreateSymbolicLink(Link, Target);
        SegmentAddress link = SegmentAddress.Parse($"file:{Link}");
        Assert.That(() => Segment.Open(link), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(() => Segment.Create(link, 64, new() { Replace = true }), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(() => Segment.Remove(link), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(File.ReadAllText(Target), Is.EqualTo("precious"));
        File.Delete(Link);
        File.Delete(Target);
    }

    [Test]
    public void DirectoryIsNoSegment() => Assert.That(() => Segment.Open(SegmentAddress.Parse("file:/tmp")), Refuses(ShmStatus.UnsupportedFile));

    [Test]
    public void MissingDirectoryIsSaid() =>
        Assert.That(() => Segment.Create(SegmentAddress.Parse("file:/tmp/shmnative-test-none/x"), 64), Refuses((ShmStatus)(-2)));

    [Test]
    public void WithoutAnonymousFilesItHasARandomNameFirst()
    {
        using (UnnamedFile file = UnnamedFile.Create("/tmp", SegmentAddress.Parse($"file:{Target}"), 100, 0x180, tryAnonymous: false))
            Assert.That(file.Name(Target), Is.Zero);
        Assert.That(Directory.GetFiles("/tmp", ".shmnative.*"), Is.Empty);
        Assert.That(new FileInfo(Target).Length, Is.EqualTo(100));
        File.Delete(Target);
    }

    [Test]
    public void FullFileSystemIsRefusedAndNothingIsLeft()
    {
        TestHostProcess.RequireRoot();
        const string Prepare = "mount -t tmpfs -o size=1m tmpfs /mnt";
        using TestHostProcess host = TestHostProcess.StartAfter(Prepare, "segment-create", "file:/mnt/x", "2097152");
        Assert.That(host.Finish().Output, Does.StartWith("NotEnoughMemory").And.Contain("1048576 bytes free"));
    }

    [Test]
    public void ServerWithoutRoomForARecordSaysSo()
    {
        TestHostProcess.RequireRoot();
        const string Prepare = "mount -t tmpfs -o nr_inodes=1 tmpfs /dev/shm";
        using TestHostProcess host = TestHostProcess.StartAfter(Prepare, "segment-create", "sysv:0x5e600002", "64");
        Assert.That(host.ReadLine(), Does.StartWith("created").And.Contain("no ownership record"));
        Assert.That(host.Finish().ExitCode, Is.Zero);
    }
}
