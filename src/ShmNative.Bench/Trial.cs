using System.Globalization;

namespace ShmNative.Bench;

/// <summary>Measures one thing of one contender, once: starts its processes, keeps them in step, and leaves nothing behind.</summary>
internal sealed class Trial(Contender contender, string[] command, Measure measure, Topology topology, bool corrupt)
{
    private const int NotApplicable = 77, WrongMessage = 4; // exit codes: native-tests/bench/harness.h

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly string[] s_percentiles = ["p50", "p99", "p999"];
    private static int s_trials;

    private readonly string _name = $"shm-bench-{Environment.ProcessId}-{++s_trials}";
    private readonly List<Party> _parties = [];

    // Longer than any trial that works; the contenders end by themselves after it, the runner ends them a little later.
    private int Limit => 5 + (3 * measure.Millis / 1000);

    /// <summary>Runs it. A contender that fails or hangs is an outcome, not an exception; only cancellation is one.</summary>
    public async Task<Outcome> RunAsync(CancellationToken token)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(Limit) + s_grace);
        Outcome? outcome = null;
        using Daemon? daemon = contender.Daemon is { } program ? new Daemon(program) : null;
        try
        {
            if (daemon is not null && !await daemon.StartAsync(limit.Token))
                return Outcome.Without(Ending.NotApplicable, $"{contender.Daemon} could not be started, or one runs already");
            return outcome = await RunPartiesAsync(limit.Token) ?? WhyNot();
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return Outcome.Without(Ending.Failed, $"no end within {Limit} seconds");
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or ArgumentException)
        {
            return Outcome.Without(Ending.Failed, "it said what is no result");
        }
        catch (IOException) // a pipe to a contender that has ended
        {
            return WhyNot();
        }
        finally
        {
            foreach (Party party in _parties)
                party.Dispose();
            if (outcome?.Ending != Ending.Measured)
                CleanUp();
        }
    }

    private async Task<Outcome?> RunPartiesAsync(CancellationToken token)
    {
        // Role 0 creates what is shared.
        int processes = measure.Verb is "send" or "look" or "call" or "memory" ? 1 : measure.Parties + 1;
        for (int first = 0, last = 1; first < processes; first = last, last = processes)
        {
            for (int role = first; role < last; role++)
                _parties.Add(Party.Start([.. command, .. Arguments(role)]) ?? throw new IOException("it cannot be started"));
            foreach (Party party in _parties[first..])
            {
                if (await party.LineAsync("ready", token) is null)
                    return null;
            }
        }

        foreach (Party party in _parties)
            party.Go();
        Dictionary<string, double> numbers = [];
        List<Task<string?>> waiting = [.. _parties.Select(party => party.LineAsync("result ", token))];
        while (waiting.Count > 0)
        {
            Task<string?> next = await Task.WhenAny(waiting);
            waiting.Remove(next);
            if (await next is not { } line)
                return null;
            Add(numbers, line);
        }

        foreach (Party party in _parties)
            party.Finish();
        foreach (Party party in _parties)
            await party.EndAsync(token);
        return _parties.All(party => party.ExitCode == 0) ? Read(numbers) : null;
    }

    private string[] Arguments(int role) =>
    [
        $"limit={Limit}", $"measure={measure.Verb}", $"name={_name}", $"role={role}", $"parties={measure.Parties}", $"core={topology.CoreOf(role)}",
        $"crowded={(measure.Parties >= topology.Cores.Count ? 1 : 0)}", $"size={measure.Size}", $"slots={measure.Slots}",
        $"count={measure.Count}", $"millis={measure.Millis}", $"gap={measure.Gap}", $"corrupt={(corrupt ? 1 : 0)}",
    ];

    private static void Add(Dictionary<string, double> numbers, string line)
    {
        foreach (string pair in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            int split = pair.IndexOf('=');
            double value = double.Parse(pair.AsSpan(split + 1), CultureInfo.InvariantCulture);
            string key = pair[..split];
            // Of several parties that measure, the slowest counts.
            numbers[key] = key == "checked" ? numbers.GetValueOrDefault(key) + value : Math.Max(numbers.GetValueOrDefault(key), value);
        }
    }

    private Outcome Read(Dictionary<string, double> numbers)
    {
        if (measure.IsRate)
            return new(Ending.Measured, "", [numbers["rate"]], (long)numbers["checked"]);
        double[] values = [.. s_percentiles.Where(numbers.ContainsKey).Select(key => numbers[key])];
        return new(Ending.Measured, "", values, (long)numbers["checked"]);
    }

    // A party that ended says why; those that only wait for it are not asked.
    private Outcome WhyNot()
    {
        List<Party> ended = [.. _parties.Where(party => party.HasEnded(TimeSpan.FromMilliseconds(200)))];
        if (ended.Find(party => party.ExitCode == NotApplicable) is { } unable)
            return Outcome.Without(Ending.NotApplicable, unable.LastError());
        if (ended.Find(party => party.ExitCode == WrongMessage) is { } wrong)
            return Outcome.Without(Ending.WrongMessage, wrong.LastError());
        return ended.Find(party => party.ExitCode != 0) is { } failed
            ? Outcome.Without(Ending.Failed, failed.LastError() is { Length: > 0 } reason ? reason : $"exit code {failed.ExitCode}")
            : Outcome.Without(Ending.Failed, "it ended without a result");
    }

    private void CleanUp()
    {
        using Party? cleaner = Party.Start([.. command, "measure=clean", $"name={_name}", $"count={Math.Min(measure.Count, 1000)}"]);
        cleaner?.HasEnded(TimeSpan.FromSeconds(5));
    }
}
