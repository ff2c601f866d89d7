using System.Globalization;

namespace ShmNative.Mutants;

/// <summary>
/// Tries the mutants of the core one after the other. A first run without one tells how long each test takes and which places it reaches; of a
/// mutant's tests the quickest come first, until one notices it or so many seconds' worth of them have passed.
/// </summary>
internal sealed class Campaign(WorkerProcess worker, Results baseline, Results results, double budget)
{
    private const double LongestOther = 1;
    private const string Explored = "ShmNative.Tests.Explorer.Scenarios.";

    private static readonly string[] s_namespaces = [Explored, "ShmNative.Tests.Channels.", "ShmNative.Tests.Primitives.", "ShmNative.Tests.Waiting."];

    private readonly List<(string Test, double Seconds, HashSet<int> Reached)> _tests = [];

    /// <summary>Looks what each test does without a mutant. Those that look for a mutant of their own are no use here.</summary>
    private void LearnTests()
    {
        foreach (string test in worker.Tests.Keys.Where(IsWanted).ToList())
        {
            if (baseline[test] is null)
            {
                Outcome outcome = worker.Run(0, test, TimeSpan.FromMinutes(5));
                baseline.Add(test, string.Create(CultureInfo.InvariantCulture, $"{outcome.Verdict} {outcome.Seconds} {string.Join(',', outcome.Reached)}"));
            }

            string[] words = baseline[test]!.Split(' ');
            double seconds = double.Parse(words[1], CultureInfo.InvariantCulture);
            if (words[0] != "passed" || (seconds > LongestOther && !test.StartsWith(Explored, StringComparison.Ordinal)))
                continue;
            _tests.Add((test, seconds, [.. words[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))]));
        }

        _tests.Sort((one, other) => one.Seconds.CompareTo(other.Seconds));
    }

    /// <summary>What noticed the mutant: a test's name; or "survives", or "not reached".</summary>
    public string Try(Mutant mutant)
    {
        if (results[mutant.Name] is { } known)
            return known;
        if (_tests.Count == 0)
            LearnTests();
        string verdict = "not reached";
        double spent = 0;
        foreach ((string test, double seconds, _) in _tests.Where(test => test.Reached.Contains(mutant.Number)))
        {
            if (spent > 0 && spent + seconds > budget)
                break;
            spent += seconds;
            Outcome outcome = worker.Run(mutant.Number, test, TimeSpan.FromSeconds(20 + (10 * seconds)));
            verdict = outcome.IsNoticed ? $"noticed by {test} ({outcome.Verdict})" : "survives";
            if (outcome.IsNoticed)
                break;
        }

        results.Add(mutant.Name, verdict);
        return verdict;
    }

    private static bool IsWanted(string test) =>
        Array.Exists(s_namespaces, name => test.StartsWith(name, StringComparison.Ordinal)) && !test.Contains(".Finds", StringComparison.Ordinal);
}
