using System.Diagnostics;
using System.Globalization;

namespace ShmNative.Mutants;

/// <summary>What came of a test.</summary>
public readonly record struct Outcome(string Verdict, double Seconds, IReadOnlySet<int> Reached)
{
    /// <summary>A loop, or the end of the process, is noticed as a test's failure is.</summary>
    public bool IsNoticed => Verdict is not ("passed" or "skipped");
}

/// <summary>A <see cref="Worker"/>, started when it is needed, and again when it did not come back.</summary>
public sealed class WorkerProcess(string binaries, string core) : IDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, string> _tests = [];
    private Process? _process;

    /// <summary>All tests: their names, and the ids by which they are run.</summary>
    public IReadOnlyDictionary<string, string> Tests
    {
        get
        {
            Start();
            return _tests;
        }
    }

    /// <summary>Runs a test with a mutant; 0: none.</summary>
    public Outcome Run(int mutant, string test, TimeSpan limit)
    {
        Start();
        try
        {
            _process!.StandardInput.WriteLine($"{mutant} {_tests[test]}");
            if (Answer(limit) is not { } answer)
                return new("crashed", 0, new HashSet<int>());
            string[] words = answer.Split(' ');
            HashSet<int> reached = [.. words[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            return new(words[0], double.Parse(words[1], CultureInfo.InvariantCulture), reached);
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            Dispose();
            return new(error is TimeoutException ? "has no end" : "crashed", limit.TotalSeconds, new HashSet<int>());
        }
    }

    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
    }

    private void Start()
    {
        if (_process is not null)
            return;
        ProcessStartInfo start = new("dotnet", [typeof(WorkerProcess).Assembly.Location, "worker", binaries, core])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _tests.Clear();
        while (Answer(s_start) is { } line && line != "ready")
        {
            string[] words = line.Split(' ', 3);
            _tests[words[2]] = words[1];
        }

        if (_tests.Count == 0)
            throw new InvalidOperationException("the tests do not load; build them with: dotnet build src/ShmNative.Tests -c Release");
    }

    /// <summary>Its next line; null at its end.</summary>
    private string? Answer(TimeSpan limit)
    {
        DateTime end = DateTime.UtcNow + limit;
        while (true)
        {
            Task<string?> line = _process!.StandardOutput.ReadLineAsync();
            if (!line.Wait(end > DateTime.UtcNow ? end - DateTime.UtcNow : TimeSpan.Zero))
                throw new TimeoutException();
            if (line.Result is null)
            {
                Dispose();
                return null;
            }

            if (line.Result.StartsWith(Worker.Mark, StringComparison.Ordinal))
                return line.Result[Worker.Mark.Length..];
        }
    }
}
