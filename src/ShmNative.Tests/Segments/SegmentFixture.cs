using System.Globalization;
using NUnit.Framework.Constraints;
using ShmNative.Layout;
using ShmNative.Segments;
using ShmNative.TestHost;

namespace ShmNative.Tests.Segments;

/// <summary>Tests of segments leave nothing behind: neither in /dev/shm, nor in the kernel's table, nor as files.</summary>
public abstract class SegmentFixture
{
    private string[] _before = [];

    /// <summary>The forms of addresses that most tests run with.</summary>
    public static SegmentAddress[] Addresses { get; } =
    [
        SegmentAddress.Parse($"sysv:0x{OwnAddresses.Key(1):x}"),
        SegmentAddress.Parse($"posix:/{OwnAddresses.Prefix}1"),
        SegmentAddress.Parse($"file:{OwnFolder}/1.bin"),
    ];

    /// <summary>A test class for each of them, by the backend's name.</summary>
    public static IEnumerable<TestFixtureData> EachAddress() =>
        Addresses.Select(address => new TestFixtureData(address).SetArgDisplayNames($"{address.Backend}"));

    /// <summary>One more.</summary>
    protected static SegmentAddress SecondAddress { get; } = SegmentAddress.Parse($"posix:/{OwnAddresses.Prefix}2");

    /// <summary>The folder of this process' files, which every user may write: TMPDIR may be one user's.</summary>
    protected static string OwnFolder => $"/tmp/{OwnAddresses.Prefix}files";

    [SetUp]
    public void Remember()
    {
        _ = Directory.CreateDirectory(OwnFolder);
        File.SetUnixFileMode(OwnFolder, (UnixFileMode)0x3ff); // 01777, as /tmp has
        _before = Snapshot();
    }

    [TearDown]
    public void NothingIsLeftBehind()
    {
        string[] left = [.. Snapshot().Except(_before)];
        // So that one failure stays one failure.
        foreach (SegmentAddress address in Addresses.Append(SecondAddress))
            _ = Record(() => Segment.Remove(address));
        Directory.Delete(OwnFolder, recursive: true);
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

    /// <summary>The ownership records of this process' tests; other programs have theirs.</summary>
    protected static string[] Records() => [.. Directory.GetFiles("/dev/shm", "shmnative.owner.*").Where(IsOwn)];

    private static bool IsOwn(string record)
    {
        try
        {
            string[] lines = File.ReadAllLines(record);
            string[] beginnings = [$"sysv:0x{OwnAddresses.Key(0) >> 4:x}", $"sysv:{OwnFolder}/", $"posix:/{OwnAddresses.Prefix}", $"file:{OwnFolder}/"];
            return lines.Any(line => beginnings.Any(text => line.StartsWith(text, StringComparison.Ordinal)))
                || (lines is [_, _, _, string pid, _, string address] && pid == $"{Environment.ProcessId}" && address.StartsWith("sysv:id=", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // another program's, gone by now; or another user's
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
        .. Directory.EnumerateFileSystemEntries("/dev/shm", $"{OwnAddresses.Prefix}*"),
        .. Directory.EnumerateFileSystemEntries(OwnFolder),
        .. File.ReadLines("/proc/sysvipc/shm").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => OwnAddresses.IsOwnKey(unchecked((uint)int.Parse(row[0], CultureInfo.InvariantCulture))) || row[4] == $"{Environment.ProcessId}")
            .Select(row => $"key {row[0]} shmid {row[1]}"),
    ];
}
