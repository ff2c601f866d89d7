using System.Diagnostics;

namespace ShmNative.Tests;

/// <summary>A second process: ShmNative.TestHost with a verb. It is killed and reaped at the latest when this is disposed.</summary>
public sealed class TestHostProcess : IDisposable
{
    private readonly Process _process;

    private TestHostProcess(IEnumerable<string> command)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(command.First(), command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            },
        };
        _process.StartInfo.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process.StartInfo.Environment["DOTNET_EnableDiagnostics"] = "0"; // no sockets in /tmp that a killed process leaves
        _ = _process.Start();
    }

    public int Pid => _process.Id;

    private static string HostPath
    {
        get
        {
            string here = AppContext.BaseDirectory.TrimEnd('/');
            return Path.Combine(here, "../../ShmNative.TestHost", Path.GetFileName(here), "ShmNative.TestHost.dll");
        }
    }

    /// <summary>Starts a verb as this user.</summary>
    public static TestHostProcess Start(params string[] arguments) => new(["dotnet", Path.GetFullPath(HostPath), .. arguments]);

    /// <summary>Starts a verb in the host that is compiled ahead of time.</summary>
    public static TestHostProcess StartAot(params string[] arguments) => new([Built("out/test-bin/ShmNative.TestHost"), .. arguments]);

    /// <summary>Starts a program of native-tests, which has the same commands.</summary>
    public static TestHostProcess StartNative(string program) => new([Built($"out/native/native-tests/{program}")]);

    /// <summary>Starts a verb under a command, such as unshare; the test is ignored where that command is refused.</summary>
    public static TestHostProcess StartAotUnder(string[] command, params string[] arguments)
    {
        RequireCommand(command);
        return new([.. command, Built("out/test-bin/ShmNative.TestHost"), .. arguments]);
    }

    /// <summary>Starts a verb in a Debug build.</summary>
    public static TestHostProcess StartDebug(params string[] arguments) =>
        new(["dotnet", Built("out/dotnet/bin/ShmNative.TestHost/debug/ShmNative.TestHost.dll"), .. arguments]);

    /// <summary>
    /// Starts a verb after a shell's preparation, such as "umask 077" or a mount in a namespace of its own; the test is ignored where that is refused.
    /// </summary>
    public static TestHostProcess StartAfter(string preparation, params string[] arguments)
    {
        string[] shell = ["unshare", "-m", "sh", "-ec"];
        RequireCommand([.. shell, preparation.Split("\nexec ")[0]]);
        return new([.. shell, preparation + "\nexec dotnet \"$@\"", "sh", Path.GetFullPath(HostPath), .. arguments]);
    }

    /// <summary>Starts a verb as the user nobody; the test is ignored where that is impossible.</summary>
    public static TestHostProcess StartAsNobody(params string[] arguments)
    {
        RequireRoot();
        string host = Path.GetFullPath(HostPath);
        string[] asNobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
        using Process probe = Process.Start(asNobody[0], [.. asNobody[1..], "test", "-r", host]);
        probe.WaitForExit();
        if (probe.ExitCode != 0)
            Assert.Ignore("the user nobody cannot read the build");
        return new([.. asNobody, "dotnet", host, .. arguments]);
    }

    /// <summary>Ignores the test where a command that runs another, such as unshare, is refused.</summary>
    public static void RequireCommand(params string[] command)
    {
        using Process probe = Process.Start(command[0], [.. command[1..], "true"]);
        probe.WaitForExit();
        if (probe.ExitCode != 0)
            Assert.Ignore($"refused here: {string.Join(' ', command)}");
    }

    /// <summary>Ignores the test where it needs to be root.</summary>
    public static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("needs root");
    }

    private static string Built(string file)
    {
        string path = Path.Combine(Checkout.Root, file);
        Assert.That(path, Does.Exist, "build it with: ./build.sh test");
        return path;
    }

    /// <summary>The next line of output; fails the test when the process ended instead.</summary>
    public string ReadLine() =>
        _process.StandardOutput.ReadLine() ?? throw new AssertionException($"no output; errors: {_process.StandardError.ReadToEnd()}");

    /// <summary>Gives a line of input.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Ends the input, waits for the end, and returns the exit code with all remaining output and errors.</summary>
    public (int ExitCode, string Output) Finish()
    {
        _process.StandardInput.Close();
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        string output = _process.StandardOutput.ReadToEnd() + errors.Result;
        _process.WaitForExit();
        return (_process.ExitCode, output);
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public bool HasExited => _process.HasExited;

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
