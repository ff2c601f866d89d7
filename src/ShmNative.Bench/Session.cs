using System.Diagnostics;

namespace ShmNative.Bench;

/// <summary>
/// Every contender in every measure, and all of that again and again: A B C A B C. The pace of a host changes from minute to minute, so each
/// repetition has all of them close together.
/// </summary>
internal static class Session
{
    /// <summary>Measures.</summary>
    /// <param name="all">What, and how.</param>
    /// <param name="repetitions">How often.</param>
    /// <param name="budget">No trial is begun after so long.</param>
    /// <param name="token">Ends it early.</param>
    public static async Task<Results> RunAsync(
        IReadOnlyList<(Series Series, Func<CancellationToken, Task<Outcome>> Run)> all, int repetitions, TimeSpan budget, CancellationToken token)
    {
        Results results = new([.. all.Select(one => one.Series)]);
        Stopwatch elapsed = Stopwatch.StartNew();
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            foreach ((Series series, Func<CancellationToken, Task<Outcome>> run) in all)
            {
                if (series.Without is not null)
                    continue; // what failed once is not waited for again
                if (elapsed.Elapsed > budget)
                    return results;
                Progress.Show($"repetition {repetition} of {repetitions}: {series.Measure.Title}, {series.Contender.Name}");
                series.Add(await run(token));
            }
        }

        return results;
    }
}
