using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ShmNative.Tests.Programs;

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>A real AOT program, or a shell that runs it.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGTERM = 15;

    // Long enough for any machine; it ends a test that hangs, and decides nothing.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly Task _outputCopy;
    private readonly Task<string> _error;

    private ProgramProcess(Process process)
    {
        _process = process;
        _outputCopy = Task.Run(CopyOutput);
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    /// <summary>Where the AOT programs are: SHMNATIVE_BIN, or out/bin of this checkout.</summary>
    public static string Find(string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ShmNative.sln")))
            root = root.Parent;
        string folder = Environment.GetEnvironmentVariable("SHMNATIVE_BIN") ?? Path.Combine(root?.FullName ?? ".", "out", "bin");
        string path = Path.Combine(folder, name);
        Assert.That(path, Does.Exist, "the AOT programs are missing; run ./build.sh first");
        return path;
    }

    /// <summary>
    /// Starts a program with an empty environment except for what is given, and with signals as a terminal's shell has them: what runs the
    /// tests in the background may have told SIGINT to be ignored, which programs inherit and respect.
    /// </summary>
    public static ProgramProcess Start(string path, IEnumerable<string> args, byte[]? input = null, string? temporary = null)
    {
        ProcessStartInfo info = new("/usr/bin/env", ["--default-signal=INT,TERM,HUP", path, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        if (temporary is not null)
            info.Environment["TMPDIR"] = temporary;
        ProgramProcess process = new(Process.Start(info)!);
        process.Feed(input ?? []);
        return process;
    }

    /// <summary>Waits until the output has a text.</summary>
    public void WaitFor(string text)
    {
        bool isThere = SpinWait.SpinUntil(() => OutputNow().Contains(text, StringComparison.Ordinal) || _process.HasExited, s_patience);
        Assert.That(isThere, Is.True, $"no '{text}' in time");
        if (!OutputNow().Contains(text, StringComparison.Ordinal))
        {
            ProgramResult result = End();
            Assert.That(result.Text, Does.Contain(text), $"exit code {result.ExitCode}, {result.Error}");
        }
    }

    public void Signal(int signal) => Assert.That(kill(Id, signal), Is.Zero);

    /// <summary>SIGKILL: the program can do nothing about it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public ProgramResult End()
    {
        Assert.That(_process.WaitForExit(s_patience), Is.True, "the program does not end");
        _outputCopy.Wait();
        return new(_process.ExitCode, _output.ToArray(), _error.Result);
    }

    public string OutputNow()
    {
        lock (_output)
            return Encoding.UTF8.GetString(_output.ToArray());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Feed(byte[] input)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program that refuses its input does not read it to the end.
        }
    }

    private void CopyOutput()
    {
        byte[] block = new byte[64 * 1024];
        int count;
        while ((count = _process.StandardOutput.BaseStream.Read(block)) > 0)
        {
            lock (_output)
                _output.Write(block, 0, count);
        }
    }
}
