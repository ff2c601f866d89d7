using System.Globalization;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Tests of channels leave nothing behind: no file, no lock file, no System V segment.</summary>
public abstract class ChannelFixture
{
    private const string Prefix = "shmnative-channel-test";

    /// <summary>A name of its own for each test.</summary>
    protected string Name { get; private set; } = "";

    private static int s_keys;

    private string[] _before = [];

    [SetUp]
    public void MakeName()
    {
        Name = $"{Prefix}-{Environment.ProcessId}-{TestContext.CurrentContext.Test.ID}";
        _before = Traces();
    }

    [TearDown]
    public void NothingIsLeftBehind()
    {
        string[] left = [.. Traces().Except(_before)];
        foreach (string path in left.Where(path => path.StartsWith('/')))
            File.Delete(path);
        foreach (string key in left.Where(path => path.StartsWith("0x", StringComparison.Ordinal)))
            Commands.Run("ipcrm", "-M", key);
        Assert.That(left, Is.Empty, "left behind");
    }

    /// <summary>The address of this test's channel on one kind of memory.</summary>
    protected string AddressOn(string backend) => backend switch
    {
        "posix" => $"posix:/{Name}",
        "file" => $"file:{Path.GetTempPath()}{Name}",
        _ => $"sysv:0x{KeyBase | ((uint)Environment.ProcessId << 4 & 0xfff0) | ((uint)Interlocked.Increment(ref s_keys) & 0xf):x}",
    };

    private const uint KeyBase = 0x5e610000;

    private static string[] Traces() =>
    [
        .. Directory.GetFiles("/dev/shm", Prefix + "*"),
        .. Directory.GetFiles("/dev/shm", "shmnative.*"),
        .. Directory.GetFiles(Path.GetTempPath(), Prefix + "*"),
        .. File.ReadLines("/proc/sysvipc/shm").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            .Select(key => $"0x{unchecked((uint)int.Parse(key, CultureInfo.InvariantCulture)):x}")
            .Where(key => key.StartsWith("0x5e61", StringComparison.Ordinal)),
    ];

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
