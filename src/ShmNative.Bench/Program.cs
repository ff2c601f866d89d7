using System.CommandLine;
using System.Globalization;
using ShmNative.Bench;

const int cancelled = 130; // as a shell says it of SIGINT

Option<DirectoryInfo> folder = new("--contenders") { Description = "Where the contenders' programs are.", DefaultValueFactory = _ => new("out/bench") };
Option<string[]> only = new("--only") { Description = "Only the contenders and the measures whose names contain this; may be repeated." };
Option<int> repetitions = new("--repetitions") { Description = "Interleaved repetitions of everything.", DefaultValueFactory = _ => 5 };
Option<bool> quick = new("--quick") { Description = "Fewer sizes, shorter, three repetitions: measures for less than a minute." };
Option<FileInfo?> csv = new("--csv") { Description = "Also writes every repetition to this file." };
Option<DirectoryInfo?> plots = new("--plots") { Description = "Also writes pictures (SVG) to this folder." };
Option<bool> smoke = new("--smoke") { Description = "Measures nothing: shows that every contender works and notices a spoilt message." };
Option<bool> list = new("--list") { Description = "Says which contenders and measures there are." };
RootCommand command = new("Measures this library against a floor written by hand and against other ways, interleaved, as ratios.")
{
    folder, only, repetitions, quick, csv, plots, smoke, list,
};
command.SetAction(async (result, token) =>
{
    string[] patterns = result.GetValue(only) ?? [];
    Effort effort = result.GetValue(smoke) ? Effort.Smoke : result.GetValue(quick) ? Effort.Quick : Effort.Full;
    IReadOnlyList<Contender> chosen = Selection.Of(Contender.All, patterns, contender => [contender.Id, contender.Name]);
    IReadOnlyList<Measure> measures = Selection.Of(Measure.All(effort), patterns, measure => [measure.Verb, measure.Title]);
    bool trials = patterns.Length == 0 || patterns.Any(pattern => Selection.Knows(pattern, effort));
    bool startUp = patterns.Length == 0 || patterns.Any(StartUp.IsMeantBy);
    if (patterns.FirstOrDefault(pattern => !Selection.Knows(pattern, effort) && !StartUp.IsMeantBy(pattern)) is { } unknown)
    {
        Console.Error.WriteLine($"shm-bench: no contender and no measure contains '{unknown}'; --list says which there are");
        return 2;
    }

    List<(Contender, string[])> present = [];
    foreach (Contender contender in chosen)
    {
        if (contender.Command(result.GetRequiredValue(folder).FullName) is { } program)
            present.Add((contender, program));
        if (result.GetValue(list) || present.LastOrDefault().Item1 != contender)
            Console.WriteLine($"{contender.Id,-16} {contender.Name,-24} {(present.LastOrDefault().Item1 == contender ? "" : $"not here ({contender.Missing})")}");
    }

    if (result.GetValue(list))
    {
        foreach (Measure measure in measures)
            Console.WriteLine($"{measure.Verb,-16} {measure.Title}");
        Console.WriteLine($"{StartUp.Verb,-16} programs from start to finish, and their memory");
        return 0;
    }

    Topology topology = Topology.Read();
    try
    {
        if (effort == Effort.Smoke)
            return await Smoke.RunAsync(present, topology, token);
        int times = effort == Effort.Quick ? 3 : result.GetValue(repetitions);
        foreach (string line in topology.Describe())
            Console.WriteLine(line);
        List<(Series, Func<CancellationToken, Task<Outcome>>)> all =
        [
            .. from measure in measures
               from contender in present
               where trials && contender.Item1.Knows(measure)
               select (new Series(measure, contender.Item1), Run(contender.Item1, contender.Item2, measure, topology)),
        ];
        if (startUp)
            all.AddRange(StartUp.All(result.GetRequiredValue(folder).FullName, effort == Effort.Quick ? 10 : 200));
        // Starting and ending the last trial comes on top of the budget.
        Results results = await Session.RunAsync(all, times, effort == Effort.Quick ? TimeSpan.FromSeconds(55) : TimeSpan.MaxValue, token);
        Progress.Clear();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times} interleaved repetitions; ratios are of medians, below 1 is less time but fewer messages/s"));
        Report.Show(results);
        if (result.GetValue(csv) is { } file)
        {
            using StreamWriter writer = file.CreateText();
            Report.Write(results, writer);
        }

        if (result.GetValue(plots) is { } pictures)
        {
            foreach (string picture in Plots.Write(results, pictures))
                Console.WriteLine($"wrote {picture}");
        }

        return results.All.Any(series => series.Without is { Ending: not Ending.NotApplicable }) ? 1 : 0;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("shm-bench: ended early; nothing is left behind");
        return cancelled;
    }
});
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });

// A trial runs once: each repetition has one of its own.
static Func<CancellationToken, Task<Outcome>> Run(Contender contender, string[] program, Measure measure, Topology topology) =>
    token => new Trial(contender, program, measure, topology, corrupt: false).RunAsync(token);
