using System.Globalization;
using System.Text.RegularExpressions;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>What a peer is written in, and how it was built.</summary>
public enum Built
{
    /// <summary>C# on the ordinary runtime.</summary>
    Jit,

    /// <summary>C#, compiled ahead of time.</summary>
    Aot,

    /// <summary>C through the library.</summary>
    C,

    /// <summary>C++ through its wrapper.</summary>
    Cpp,

    /// <summary>C by the inline calls, and through the library where there are none.</summary>
    Inline,

    /// <summary>C#, a Debug build.</summary>
    Debug,
}

/// <summary>Another process whose ends of channels are under remote control; the commands are in ShmNative.TestHost, ChannelVerbs,
/// and, the same, in native-tests/conformance.</summary>
public sealed partial class ChannelPeer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5); // a hang is a failure, not the end of the run

    private readonly TestHostProcess _process;

    public ChannelPeer(Built built = Built.Aot, params string[] arguments)
        : this(built switch
        {
            Built.Jit => TestHostProcess.Start(["channel", .. arguments]),
            Built.Debug => TestHostProcess.StartDebug(["channel", .. arguments]),
            Built.C => TestHostProcess.StartNative("conformance_c"),
            Built.Inline => TestHostProcess.StartNative("conformance_inline"),
            Built.Cpp => TestHostProcess.StartNative("conformance_cpp"),
            _ => TestHostProcess.StartAot(["channel", .. arguments]),
        })
    {
    }

    private ChannelPeer(TestHostProcess process)
    {
        _process = process;
        Assert.That(ReadLine(), Is.EqualTo("ready"));
    }

    /// <summary>After a shell's preparation in a mount namespace of its own.</summary>
    public static ChannelPeer After(string preparation) => new(TestHostProcess.StartAfter(preparation, "channel"));

    public static ChannelPeer AsNobody() => new(TestHostProcess.StartAsNobody("channel"));

    /// <summary>A process in which all ends are checked for a second thread.</summary>
    public static ChannelPeer CheckingThreads() => new(TestHostProcess.StartAotUnder(["env", "SHMNATIVE_CHECK_THREADS=1"], "channel"));

    /// <summary>A process that does not know our process ids, nor we its; killed, it takes everything there with it.</summary>
    public static ChannelPeer InPidNamespace() =>
        new(TestHostProcess.StartAotUnder(["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"], "channel"));

    /// <summary>A process that has nothing at /proc, and whose kernel may be too old to tell namespaces without it.</summary>
    public static ChannelPeer WithoutProc(bool knowsNamespaces) => new(TestHostProcess.StartAotUnder(
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /proc && exec \"$@\"", "sh"], ["channel", .. knowsNamespaces ? [] : (string[])["no-pidfd"]]));

    /// <summary>A process whose user ids mean nothing outside, though the kernel knows it as ours.</summary>
    public static ChannelPeer InUserNamespace() => new(TestHostProcess.StartAotUnder(["unshare", "--user"], "channel"));

    public int Pid => _process.Pid;

    public bool HasExited => _process.HasExited;

    /// <summary>Gives a command that takes its time.</summary>
    public void Begin(string command) => _process.WriteLine(command);

    /// <summary>Gives a command and returns its answer.</summary>
    public string Do(string command)
    {
        Begin(command);
        return ReadLine()[(command.Split(' ')[1].Length + 1)..];
    }

    /// <summary>Opens an end called as its role.</summary>
    public void Open(string role, string address, string options = "", string? name = null) =>
        Assert.That(Do($"open {name ?? role} {role} {address} {options}"), Is.EqualTo("opened"));

    /// <summary>A line of output; statuses, which peers in C give by number, are named.</summary>
    public string ReadLine()
    {
        Task<string> line = Task.Run(_process.ReadLine);
        if (!line.Wait(s_patience))
        {
            _process.Kill();
            throw new AssertionException("no answer: it hangs");
        }

        return StatusNumbers().Replace(line.Result, match => $"{(ShmStatus)int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}");
    }

    public void Signal(string signal) => Commands.Run("kill", signal, $"{Pid}");

    public void Kill() => _process.Kill();

    /// <summary>Closes all ends and waits for a clean exit.</summary>
    public void Finish()
    {
        (int exitCode, string output) = _process.Finish();
        Assert.That((exitCode, output), Is.EqualTo((0, "")));
    }

    /// <summary>Waits until the process was ended by a signal.</summary>
    public int Ended() => _process.Finish().ExitCode;

    public void Dispose() => _process.Dispose();

    /// <summary>A number of a line of results: NAME=NUMBER.</summary>
    public static long Number(string line, string name)
    {
        Match match = Results().Matches(line).FirstOrDefault(match => match.Groups[1].Value == name)
            ?? throw new AssertionException($"no {name} in: {line}");
        return long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(\w+)=(\d+)")]
    private static partial Regex Results();

    [GeneratedRegex(@"#(-?\d+)")]
    private static partial Regex StatusNumbers();
}
