using System.Globalization;

namespace ShmNative.Bench;

/// <summary>
/// Programs from start to finish: the same demo message read by <c>shm-client</c>, compiled ahead of time and on the ordinary runtime, and by a C
/// program that only attaches, prints and detaches, which is the floor.
/// </summary>
internal sealed class StartUp(string[] command, int runs, bool memory)
{
    /// <summary>What the command line calls it.</summary>
    public const string Verb = "start-up";

    private const int Project = 83;
    private const string Time = "p50", Slowest = "p99", Resident = "resident"; // as native-tests/bench/startup.c names them

    private static readonly (string Verb, string Text, string Unit)[] s_measures =
    [
        (Verb, "start to finish", "ns"),
        ($"{Verb}-memory", "resident at most", "bytes"),
    ];

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"shm-bench-{Environment.ProcessId}");

    /// <summary>Whether a pattern of the command line means it.</summary>
    public static bool IsMeantBy(string pattern) => Verb.Contains(pattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>The programs that were built, each for time and for memory.</summary>
    /// <param name="folder">Where contenders are; the other programs stand beside it.</param>
    /// <param name="runs">How often each is started in a repetition.</param>
    public static IEnumerable<(Series Series, Func<CancellationToken, Task<Outcome>> Run)> All(string folder, int runs)
    {
        string output = Path.GetFullPath(Path.Combine(folder, ".."));
        string managed = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../ShmNative.Client/release/shm-client.dll"));
        (Contender Contender, string File, string[] Command)[] programs =
        [
            Program("start-c", "C program", ContenderKind.Floor, $"{output}/native/native-tests/raw_peer", "read", "FILE", $"{Project}"),
            Program("start-aot", "shm-client, ahead of time", ContenderKind.Ours, $"{output}/bin/shm-client", $"sysv:FILE#{Project}"),
            Program("start-jit", "shm-client, ordinary runtime", ContenderKind.Ours, managed, "dotnet", managed, $"sysv:FILE#{Project}"),
        ];
        foreach ((string verb, string text, string unit) in s_measures)
        {
            Measure measure = new(verb, text, unit);
            foreach ((Contender contender, string file, string[] command) in programs.Where(program => File.Exists(program.File)))
            {
                StartUp startUp = new([$"{folder}/startup", $"{runs}", .. command], runs, unit == "bytes");
                yield return (new(measure, contender), startUp.RunAsync);
            }
        }
    }

    private static (Contender Contender, string File, string[] Command) Program(string id, string name, ContenderKind kind, string file, params string[] arguments) =>
        (new(id, name, kind, file), file, arguments[0] == "dotnet" ? arguments : [file, .. arguments]);

    private async Task<Outcome> RunAsync(CancellationToken token)
    {
        await File.WriteAllTextAsync(_file, "", token); // for ftok(3)
        string[] programs = [.. command.Select(argument => argument.Replace("FILE", _file, StringComparison.Ordinal))];
        string server = Path.Combine(Path.GetDirectoryName(programs[0])!, "../bin/shm-server");
        using Party? holder = Party.Start([server, $"sysv:{_file}#{Project}"]);
        try
        {
            using Party? startup = holder is not null && await holder.LineAsync("", token) is not null ? Party.Start(programs) : null;
            if (startup is null)
                return Outcome.Without(Ending.Failed, "shm-server or startup cannot be started");
            if (await startup.LineAsync("", token) is not { } line)
                return Outcome.Without(Ending.Failed, startup.HasEnded(TimeSpan.FromSeconds(1)) ? startup.LastError() : "no result");
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            double After(string word) => double.Parse(words[Array.LastIndexOf(words, word) + 1], CultureInfo.InvariantCulture);
            return new(Ending.Measured, "", memory ? [After(Resident) * 1024] : [After(Time) * 1e6, After(Slowest) * 1e6], runs);
        }
        finally
        {
            holder?.Stop(); // it removes its segment
            holder?.HasEnded(TimeSpan.FromSeconds(5));
            File.Delete(_file);
        }
    }
}
