using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ShmNative.Bench;

/// <summary>A process that takes part in a trial, and what it says.</summary>
internal sealed partial class Party : IDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Party(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The exit code, or null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts a program; null when it cannot be started.</summary>
    public static Party? Start(IEnumerable<string> command)
    {
        ProcessStartInfo start = new(command.First(), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The next line that begins so; null when the program ends without it.</summary>
    public async Task<string?> LineAsync(string beginning, CancellationToken token)
    {
        while (await _process.StandardOutput.ReadLineAsync(token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        return null;
    }

    /// <summary>All parties are there.</summary>
    public void Go()
    {
        _process.StandardInput.Write("go\n");
        _process.StandardInput.Flush();
    }

    /// <summary>All parties have their results.</summary>
    public void Finish() => _process.StandardInput.Close();

    /// <summary>Asks it to end.</summary>
    public void Stop() => _ = Kill(_process.Id, Terminate);

    /// <summary>Waits for its end.</summary>
    public Task EndAsync(CancellationToken token) => _process.WaitForExitAsync(token);

    /// <summary>Waits for its end a little; whether it came.</summary>
    public bool HasEnded(TimeSpan within) => _process.WaitForExit(within);

    /// <summary>The last line that it wrote to standard error, after its end.</summary>
    public string LastError() => _errors.Result.TrimEnd().Split('\n')[^1];

    /// <summary>Ends it if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
