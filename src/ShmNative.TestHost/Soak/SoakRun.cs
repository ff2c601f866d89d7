using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ShmNative.Channels;

namespace ShmNative.TestHost.Soak;

/// <summary>
/// Workers of all roles on channels of all kinds, killed, stopped and restarted at random: <c>soak SECONDS</c>. Prints a report; the exit code is 1 when
/// something was lost, torn, out of order, given twice, robbed or hung, and when nothing happened at all.
/// </summary>
internal sealed unsafe partial class SoakRun : IDisposable
{
    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;
    private const int KillsForEachMeasured = 4;
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(60);

    private readonly int _run = Environment.ProcessId;
    private readonly string _ledgerPath;
    private readonly SoakLedger _ledger;
    private readonly Process[] _workers = new Process[SoakJob.All.Length];
    private readonly (ulong Heartbeat, long Time)[] _beats = new (ulong, long)[SoakJob.All.Length];
    private readonly Dictionary<int, long> _stopped = [];
    private readonly List<double> _recoveries = [];
    private readonly Random _random = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<string> _hung = [];
    private long _kills;
    private long _stops;
    private long _restarts;

    public SoakRun()
    {
        _ledgerPath = Path.Combine(Path.GetTempPath(), $"shmnative-soak-{_run}.ledger");
        _ledger = new SoakLedger(_ledgerPath, creates: true);
    }

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["soak"] = args =>
        {
            using SoakRun run = new();
            return run.Run(TimeSpan.FromSeconds(double.Parse(args[0], CultureInfo.InvariantCulture)));
        };
        verbs["soak-worker"] = SoakWorker.Run;
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    private int Run(TimeSpan duration)
    {
        // Senders first: they create the channels.
        foreach (SoakJob job in SoakJob.All)
            Start(job);
        Thread.Sleep(100);
        while (_watch.Elapsed < duration)
        {
            Disturb();
            Continue(all: false);
            foreach (SoakJob job in SoakJob.All)
                Watch(job);
            Thread.Sleep(_random.Next(1, 30));
        }

        string? problem = Finish();
        SoakReport report = new(_ledger, _watch.Elapsed, _kills, _stops, _restarts, [.. _recoveries.Order()], _hung, problem, [.. SoakChannel.All.Select(channel => Counters(channel))]);
        Console.Write(report);
        return report.IsClean ? 0 : 1;
    }

    public void Dispose()
    {
        foreach (Process worker in _workers)
        {
            if (worker is { HasExited: false })
                worker.Kill();
            worker?.WaitForExit();
            worker?.Dispose();
        }

        foreach (SoakChannel channel in SoakChannel.All)
        {
            try
            {
                channel.Remove(channel.AddressOf(_run));
            }
            catch (ShmException)
            {
                // It was never made, or is gone.
            }
        }

        _ledger.Dispose();
        File.Delete(_ledgerPath);
    }

    private void Disturb()
    {
        SoakJob job = SoakJob.All[_random.Next(SoakJob.All.Length)];
        if (_random.Next(8) == 0 && !_stopped.ContainsKey(job.Worker))
        {
            if (kill(_workers[job.Worker].Id, SIGSTOP) == 0)
                _stopped[job.Worker] = _watch.ElapsedMilliseconds + _random.Next(1, _random.Next(4) == 0 ? 400 : 40);
            _stops++;
            return;
        }

        _workers[job.Worker].Kill();
        _workers[job.Worker].WaitForExit();
        _ = _stopped.Remove(job.Worker);
        if (++_kills % KillsForEachMeasured == 0)
        {
            using Janitor janitor = new(AddressOf(job));
            if (janitor.CleanUp(out TimeSpan time))
                _recoveries.Add(time.TotalMicroseconds);
        }

        Start(job);
    }

    private void Continue(bool all)
    {
        foreach (int worker in _stopped.Where(stopped => all || stopped.Value <= _watch.ElapsedMilliseconds).Select(stopped => stopped.Key).ToArray())
        {
            _ = kill(_workers[worker].Id, SIGCONT);
            _ = _stopped.Remove(worker);
        }
    }

    /// <summary>One that left is started again; one that stands still although nobody stopped it hangs.</summary>
    private void Watch(SoakJob job)
    {
        if (_workers[job.Worker].HasExited)
        {
            _restarts++;
            Start(job);
        }

        ulong beat = Volatile.Read(ref _ledger.Worker(job.Worker)->Heartbeat);
        if (beat != _beats[job.Worker].Heartbeat || _stopped.ContainsKey(job.Worker))
            _beats[job.Worker] = (beat, _watch.ElapsedMilliseconds);
        if (_watch.ElapsedMilliseconds - _beats[job.Worker].Time > s_hung.TotalMilliseconds)
        {
            _hung.Add($"{job}");
            _beats[job.Worker].Time = _watch.ElapsedMilliseconds;
        }
    }

    /// <summary>Senders leave, the streams end, receivers come to their ends; what is wrong then.</summary>
    private string? Finish()
    {
        Continue(all: true);
        _ledger.IsEnding = true;
        List<string> problems = [.. SoakJob.All.Where(job => job.Role == SoakRole.Sender).Select(Await).OfType<string>()];
        foreach (SoakChannel channel in SoakChannel.All)
        {
            using ShmSender last = channel.OpenSender(channel.AddressOf(_run), new() { Wait = s_hung });
            _ = last.End();
        }

        problems.AddRange(SoakJob.All.Where(job => job.Role != SoakRole.Sender).Select(Await).OfType<string>());
        foreach (SoakChannel channel in SoakChannel.All)
        {
            using Janitor janitor = new(channel.AddressOf(_run));
            _ = janitor.CleanUp(out _); // nobody need have been in the way
            if (janitor.Leak() is { } leak)
                problems.Add($"{channel.Name}: {leak}");
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    private string? Await(SoakJob job)
    {
        Process worker = _workers[job.Worker];
        bool ended = worker.WaitForExit(s_hung);
        if (ended && worker.ExitCode == 0 && job.Role != SoakRole.Sender && _ledger.Worker(job.Worker)->Problem == 0)
            return null;
        return !ended ? $"{job} does not end" : worker.ExitCode != 0 ? $"{job} ended with {worker.ExitCode}" : null;
    }

    private ChannelCounters Counters(SoakChannel channel)
    {
        using Janitor janitor = new(channel.AddressOf(_run));
        return janitor.Counters(channel.Name);
    }

    private string AddressOf(SoakJob job) => SoakChannel.All[job.Channel].AddressOf(_run);

    private void Start(SoakJob job)
    {
        _workers[job.Worker]?.Dispose();
        _workers[job.Worker] = Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
            ["soak-worker", _ledgerPath, _run.ToString(CultureInfo.InvariantCulture), job.Worker.ToString(CultureInfo.InvariantCulture)]))!;
        _beats[job.Worker] = (0, _watch.ElapsedMilliseconds);
    }
}
