using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ShmNative.TestHost.Faults;

/// <summary>Deaths at every point of every operation.</summary>
internal static class FaultVerbs
{
    private const int MostPoints = 20_000;
    private static readonly string[] s_onEveryBackend = ["topic-observable", "queue", "value"];
    private static readonly string[] s_backends = ["posix", "file", "sysv"];
    private static int s_runs;

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["faults"] = Run;
        verbs["fault-list"] = List;
        verbs["fault-victim"] = FaultVictim.Run;
    }

    /// <summary>[all]: names of the scenarios and the backends that each is run on.</summary>
    private static int List(string[] args)
    {
        foreach (string name in Names(args.Contains("all")))
            Console.WriteLine(name);
        return 0;
    }

    /// <summary>In which file the locks are differs between kinds; what is done with it does not. So other backends get three kinds, unless all are asked for.</summary>
    private static IEnumerable<string> Names(bool all) => FaultScenario.All().SelectMany(scenario => s_backends
        .Where(backend => all || backend == "posix" || (scenario.Has(Cast.Storage) && s_onEveryBackend.Contains(scenario.Family)))
        .Select(backend => $"{scenario.Name}/{backend}"));

    /// <summary>
    /// [NAME...] [all] [loads] [jobs=N] [raw]: every point of these scenarios, or of all; with "loads" also after each load. One line for each scenario, then a
    /// summary; "raw" is what a job says to the process that adds them up.
    /// </summary>
    private static int Run(string[] args)
    {
        VerbOptions options = new(args);
        bool all = options.Has("all");
        string[] wanted = [.. args.Where(word => word.Contains('/'))];
        string[] names = [.. Names(all || wanted.Length > 0).Where(name => wanted.Length == 0 || wanted.Contains(name))];
        Stopwatch watch = Stopwatch.StartNew();
        ConcurrentBag<FaultTally> tallies = [];
        _ = Parallel.ForEach(names, new ParallelOptions { MaxDegreeOfParallelism = (int)options.Number("jobs", 1) }, name =>
        {
            // A job is a process: were they threads of one, starting a victim could keep another's lock for a moment.
            FaultTally tally = options.Number("jobs") > 0 ? FaultTally.OfJob(name, options.Has("loads")) : Run(name, options.Has("loads"));
            tallies.Add(tally);
            Console.WriteLine(options.Has("raw") ? tally.ToRaw() : tally.ToString());
        });
        if (options.Has("raw"))
            return 0;
        double[] times = [.. tallies.SelectMany(tally => tally.Recoveries).Order()];
        int failed = tallies.Count(tally => tally.Problem is not null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{names.Length} operations, {tallies.Sum(tally => tally.Points)} deaths, {failed} failed, {watch.Elapsed.TotalSeconds:f0} s; {Recoveries.Describe(times)}"));
        return failed == 0 && names.Length > 0 ? 0 : 1;
    }

    private static FaultTally Run(string name, bool loads)
    {
        int slash = name.LastIndexOf('/');
        FaultScenario scenario = FaultScenario.All().First(one => one.Name == name[..slash]);
        string address = AddressOn(name[(slash + 1)..]);
        using Turn? turn = address.StartsWith("sysv:", StringComparison.Ordinal) ? Turn.Take("/dev/shm") : null; // see FaultChannel.Leftovers
        List<double> recoveries = [];
        for (long number = 1; number <= MostPoints; number++)
        {
            string? problem;
            using FaultRun run = new(scenario, address, loads);
            try
            {
                problem = run.Execute(number);
            }
            catch (ShmException exception)
            {
                problem = $"{exception.Status}: {exception.Message}";
            }

            if (run.Recovery is { } recovery)
                recoveries.Add(recovery.TotalMicroseconds);
            if (run.IsThrough || problem is not null)
                return new(name, run.IsThrough ? number - 1 : number, recoveries, problem);
        }

        return new(name, MostPoints, recoveries, "it does not come to an end");
    }

    private static string AddressOn(string backend)
    {
        int run = Interlocked.Increment(ref s_runs);
        string name = $"shmnative-fault-{Environment.ProcessId}-{run}";
        return backend switch
        {
            "posix" => $"posix:/{name}",
            "file" => $"file:{Path.GetTempPath()}{name}",
            _ => $"sysv:0x{OwnAddresses.Key(run):x}",
        };
    }
}

/// <summary>What came of one scenario.</summary>
internal sealed record FaultTally(string Name, long Points, List<double> Recoveries, string? Problem)
{
    /// <summary>Runs the scenario in a process of its own.</summary>
    public static FaultTally OfJob(string name, bool loads)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["faults", name, "raw", loads ? "loads" : "stores"]) { RedirectStandardOutput = true })!;
        string[] parts = process.StandardOutput.ReadToEnd().Split('|', 3);
        process.WaitForExit();
        if (process.ExitCode != 0 || parts.Length != 3)
            return new(name, 0, [], $"ended with {process.ExitCode}");
        List<double> recoveries = [.. parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
        string problem = parts[2].Trim();
        return new(name, long.Parse(parts[0], CultureInfo.InvariantCulture), recoveries, problem.Length == 0 ? null : problem);
    }

    public string ToRaw() => string.Create(CultureInfo.InvariantCulture,
        $"{Points}|{string.Join(' ', Recoveries.Select(time => time.ToString("f1", CultureInfo.InvariantCulture)))}|{Problem}");

    public override string ToString() => Problem is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}: {Points} deaths; {ShmNative.TestHost.Recoveries.Describe([.. Recoveries.Order()])}")
        : $"FAILED {Name} at point {Points}: {Problem}";
}
