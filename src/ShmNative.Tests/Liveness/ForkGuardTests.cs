using ShmNative.Liveness;

namespace ShmNative.Tests.Liveness;

/// <summary>That a child sees the wiped page is tested from C, where a process may fork.</summary>
public sealed unsafe class ForkGuardTests
{
    [Test]
    public void ThisProcessIsNoForkedChild() => Assert.That(ForkGuard.IsForkedChild(ForkGuard.Arm()), Is.False);

    [Test]
    public void OneProcessHasOneByte() => Assert.That((nint)ForkGuard.Arm() == (nint)ForkGuard.Arm(), Is.True);

    [Test]
    public void ThePageIsWipedOnFork()
    {
        // "wf" among the flags of its mapping, proc(5).
        nint page = (nint)ForkGuard.Arm();
        string flags = File.ReadLines("/proc/self/smaps").SkipWhile(line => !Covers(line, page))
            .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal));
        Assert.That(flags.Split(' '), Does.Contain("wf"));
    }

    private static bool Covers(string line, nint page)
    {
        string[] range = line.Split(' ')[0].Split('-');
        return range.Length == 2 && nint.TryParse(range[0], System.Globalization.NumberStyles.HexNumber, null, out nint from)
            && nint.TryParse(range[1], System.Globalization.NumberStyles.HexNumber, null, out nint to) && from <= page && page < to;
    }
}
