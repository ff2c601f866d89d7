using ShmNative.Layout;
using ShmNative.Segments;
using ShmNative.TestHost;

namespace ShmNative.Tests.Segments;

/// <summary>What only POSIX and file segments can meet.</summary>
public sealed class FileSegmentsTests : SegmentFixture
{
    private static readonly string s_target = OwnFolder + "/target";
    private static readonly string s_link = OwnFolder + "/link";

    [Test]
    public void SymbolicLinksAreNotFollowed()
    {
        File.WriteAllText(s_target, "precious");
        _ = File.CreateSymbolicLink(s_link, s_target);
        SegmentAddress link = SegmentAddress.Parse($"file:{s_link}");
        Assert.That(() => Segment.Open(link), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(() => Segment.Create(link, 64, new() { Replace = true }), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(() => Segment.Remove(link), Refuses(ShmStatus.UnsupportedFile));
        Assert.That(File.ReadAllText(s_target), Is.EqualTo("precious"));
        File.Delete(s_link);
        File.Delete(s_target);
    }

    [Test]
    public void DirectoryIsNoSegment() => Assert.That(() => Segment.Open(SegmentAddress.Parse("file:/tmp")), Refuses(ShmStatus.UnsupportedFile));

    [Test]
    public void MissingDirectoryIsSaid() =>
        Assert.That(() => Segment.Create(SegmentAddress.Parse($"file:{OwnFolder}/none/x"), 64), Refuses((ShmStatus)(-2)));

    [Test]
    public void WithoutAnonymousFilesItHasARandomNameFirst()
    {
        string folder = Directory.CreateDirectory(OwnFolder + "/folder").FullName, path = Path.Combine(folder, "segment");
        using (UnnamedFile file = UnnamedFile.Create(folder, SegmentAddress.Parse($"file:{path}"), 100, 0x180, tryAnonymous: false))
            Assert.That(file.Name(path), Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(folder), Is.EqualTo(new[] { path }));
        Assert.That(new FileInfo(path).Length, Is.EqualTo(100));
        Directory.Delete(folder, recursive: true);
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
        using TestHostProcess host = TestHostProcess.StartAfter(Prepare, "segment-create", $"sysv:0x{OwnAddresses.Key(2):x}", "64");
        Assert.That(host.ReadLine(), Does.StartWith("created").And.Contain("no ownership record"));
        Assert.That(host.Finish().ExitCode, Is.Zero);
    }
}
