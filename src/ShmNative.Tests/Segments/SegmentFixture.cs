using NUnit.Framework.Constraints;
using ShmNative.Layout;

namespace ShmNative.Tests.Segments;

/// <summary>Tests of segments leave nothing behind: neither in /dev/shm, nor in the kernel's table, nor as files.</summary>
public abstract class SegmentFixture
{
    private string[] _before = [];

    [SetUp]
    public void Remember() => _before = Snapshot();

    [TearDown]
    public void NothingIsLeftBehind() => Assert.That(Snapshot().Except(_before), Is.Empty, "left behind");

    /// <summary>The call throws <see cref="ShmException"/> with the status, and one line of text.</summary>
    protected static IResolveConstraint Refuses(ShmStatus status) =>
        Throws.TypeOf<ShmException>()
            .With.Property(nameof(ShmException.Status)).EqualTo(status)
            .And.Message.Not.Contains("\n");

    private static string[] Snapshot() =>
    [
        .. Directory.EnumerateFileSystemEntries("/dev/shm"),
        .. Directory.EnumerateFileSystemEntries("/tmp", "*shmnative*"),
        .. File.ReadLines("/proc/sysvipc/shm").Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])),
    ];
}
