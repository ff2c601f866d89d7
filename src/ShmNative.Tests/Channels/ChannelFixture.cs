using System.Globalization;
using ShmNative.Layout;
using ShmNative.TestHost;

namespace ShmNative.Tests.Channels;

/// <summary>Tests of channels leave nothing behind: no file, no lock file, no System V segment.</summary>
public abstract class ChannelFixture
{
    private const string Prefix = "shmnative-channel-test";

    /// <summary>A name of its own for each test.</summary>
    protected string Name { get; private set; } = "";

    private static int s_keys;

    private string[] _before = [];

    private Turn? _turn;

    [SetUp]
    public void MakeName()
    {
        Name = $"{Prefix}-{Environment.ProcessId}-{TestContext.CurrentContext.Test.ID}";
        _before = Traces();
    }

    [TearDown]
    public void NothingIsLeftBehind()
    {
        string[] left = [];
        for (int tries = 0; tries < 40 && (tries == 0 || left.Length > 0); tries++)
        {
            Thread.Sleep(tries * 10); // other programs' System V segments come and go
            left = [.. Traces().Except(_before)];
        }

        foreach (string path in left.Where(path => path.StartsWith('/')))
            File.Delete(path);
        foreach (string key in left.Where(path => path.StartsWith("0x", StringComparison.Ordinal)))
            Commands.Run("ipcrm", "-M", key);
        _turn?.Dispose();
        _turn = null;
        Assert.That(left, Is.Empty, "left behind");
    }

    /// <summary>The address of this test's channel on one kind of memory.</summary>
    protected string AddressOn(string backend) => backend switch
    {
        "posix" => $"posix:/{Name}",
        "file" => $"file:{Path.GetTempPath()}{Name}",
        _ => $"sysv:0x{TakeKey():x}",
    };

    /// <summary>A key, and a turn until the test's end: whose the files of System V segments are, their names do not tell.</summary>
    private uint TakeKey()
    {
        if (_turn is null)
        {
            _turn = Turn.Take("/dev/shm");
            _before = [.. _before, .. StrayFiles(SysVSegments())];
        }

        return OwnAddresses.Key(Interlocked.Increment(ref s_keys));
    }

    /// <summary>What this process' tests left.</summary>
    private string[] Traces()
    {
        string[][] segments = SysVSegments();
        return
        [
            .. Directory.GetFiles("/dev/shm", $"{Prefix}-{Environment.ProcessId}-*"),
            .. Directory.GetFiles(Path.GetTempPath(), $"{Prefix}-{Environment.ProcessId}-*"),
            .. _turn is null ? [] : StrayFiles(segments),
            .. segments.Select(row => unchecked((uint)int.Parse(row[0], CultureInfo.InvariantCulture))).Where(OwnAddresses.IsOwnKey).Select(key => $"0x{key:x}"),
        ];
    }

    private static string[][] SysVSegments() =>
        [.. File.ReadLines("/proc/sysvipc/shm").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Lock files and records of System V segments are called by the shmid; that one must exist.</summary>
    private static IEnumerable<string> StrayFiles(string[][] segments)
    {
        HashSet<string> ids = [.. segments.Select(row => row[1])];
        return Directory.GetFiles("/dev/shm", "shmnative.*.sysv-*").Where(file => !ids.Contains(file[(file.LastIndexOf('-') + 1)..]));
    }

    protected static void Ok(ShmStatus status) => Assert.That(status, Is.EqualTo(ShmStatus.Ok));

    protected static void Expect(ShmStatus expected, ShmStatus status) => Assert.That(status, Is.EqualTo(expected));

    protected static ShmException Refused(ShmStatus status, Action call)
    {
        ShmException exception = Assert.Throws<ShmException>(() => call())!;
        Assert.That(exception.Status, Is.EqualTo(status), exception.Message);
        Assert.That(exception.Message, Does.Not.Contain("\n"));
        return exception;
    }
}
