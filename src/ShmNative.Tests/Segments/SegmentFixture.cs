using System.Globalization;
using NUnit.Framework.Constraints;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>Tests of segments leave nothing behind: neither in /dev/shm, nor in the kernel's table, nor as files.</summary>
public abstract class SegmentFixture
{
    private static readonly string[] s_prefixes = ["sysv:0x5e60", "sysv:id=", "sysv:/tmp/shmnative-test", "posix:/shmnative-test", "file:/tmp/shmnative-test"];

    private string[] _before = [];

    /// <summary>The forms of addresses that most tests run with.</summary>
    public static SegmentAddress[] Addresses { get; } =
    [
        SegmentAddress.Parse("sysv:0x5e600001"),
        SegmentAddress.Parse("posix:/shmnative-test"),
        SegmentAddress.Parse("file:/tmp/shmnative-test.bin"),
    ];

    [SetUp]
    public void Remember() => _before = Snapshot();

    [TearDown]
    public void NothingIsLeftBehind()
    {
        string[] left = [.. Snapshot().Except(_before)];
        // So that one failure stays one failure.
        foreach (SegmentAddress address in Addresses.Append(SegmentAddress.Parse("posix:/shmnative-test-2")))
            _ = Record(() => Segment.Remove(address));
        Assert.That(left, Is.Empty, "left behind");
    }

    /// <summary>The call throws <see cref="ShmException"/> with the status, and one line of text.</summary>
    protected static IResolveConstraint Refuses(ShmStatus status) =>
        Throws.TypeOf<ShmException>()
            .With.Property(nameof(ShmException.Status)).EqualTo(status)
            .And.Message.Not.Contains("\n");

    /// <summary>The exception of a call that must fail.</summary>
    protected static ShmException Refusal(Action call) => Assert.Throws<ShmException>(() => call())!;

    /// <summary>Leaves the segment of a server that was killed.</summary>
    protected static int LeaveKilledServer(SegmentAddress address, params string[] options)
    {
        using TestHostProcess server = TestHostProcess.Start(["segment-create", address.ToString(), "1024", .. options]);
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        server.Kill();
        return server.Pid;
    }

    /// <summary>The ownership records of the tests' segments; other programs may have theirs.</summary>
    protected static string[] Records() => [.. Directory.GetFiles("/dev/shm", "shmnative.owner.*").Where(IsOfTests)];

    private static bool IsOfTests(string record)
    {
        try
        {
            return File.ReadLines(record).Any(line => s_prefixes.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal)));
        }
        catch (IOException)
        {
            return false; // another program's, gone by now
        }
    }

    private static bool Record(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (ShmException)
        {
            return false;
        }
    }

    private static string[] Snapshot() =>
    [
        .. Records(),
        .. Directory.EnumerateFileSystemEntries("/dev/shm", "shmnative-test*"),
        .. Directory.EnumerateFileSystemEntries("/tmp", "*shmnative-test*"),
        .. File.ReadLines("/proc/sysvipc/shm").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => int.Parse(row[0], CultureInfo.InvariantCulture) >> 16 == 0x5e60 || row[4] == $"{Environment.ProcessId}")
            .Select(row => $"key {row[0]} shmid {row[1]}"),
    ];
}
