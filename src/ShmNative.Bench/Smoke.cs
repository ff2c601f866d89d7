namespace ShmNative.Bench;

/// <summary>
/// Whether the benchmark itself works: every measure of every contender with tiny counts, with messages that were looked at, and once more
/// with a message that is spoilt, which has to be noticed.
/// </summary>
internal static class Smoke
{
    /// <summary>Runs it.</summary>
    /// <returns>0, or 1 when something did not hold.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<(Contender Contender, string[] Command)> contenders, Topology topology, CancellationToken token)
    {
        int wrong = 0, held = 0;
        foreach ((Contender contender, string[] command) in contenders)
        {
            foreach (Measure measure in Measure.All(Effort.Smoke).Where(contender.Knows))
            {
                Outcome good = await new Trial(contender, command, measure, topology, corrupt: false).RunAsync(token);
                if (good.Ending == Ending.NotApplicable)
                    continue;
                bool holds = good.Ending == Ending.Measured && (!measure.HasMessages || good.Looked > 0) && good.Values[0] > 0;
                Outcome spoilt = good;
                if (holds && measure.HasMessages && measure.Verb != "look")
                {
                    spoilt = await new Trial(contender, command, measure, topology, corrupt: true).RunAsync(token);
                    holds = spoilt.Ending == Ending.WrongMessage;
                }

                held += holds ? 1 : 0;
                wrong += holds ? 0 : 1;
                if (!holds)
                    Console.Error.WriteLine($"{contender.Name}: {measure.Title}: {good.Ending} {good.Reason}; with a spoilt message {spoilt.Ending} {spoilt.Reason}");
            }
        }

        Console.WriteLine($"{held} measures hold, {wrong} do not");
        return wrong == 0 && held > 0 ? 0 : 1;
    }
}
