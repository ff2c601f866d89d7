using System.Globalization;
using Spectre.Console;

namespace ShmNative.Bench;

/// <summary>Runs every contender in turn, A B A B, again and again, and shows medians and ratios to the floor.</summary>
internal sealed class Runner(string floor, int repetitions, bool quick)
{
    private const int RingSlots = 256;

    private readonly List<(string Measure, string Contender, int Repetition, double[] Values)> _rows = [];

    private readonly Contender _ours = new("C# AOT", Environment.ProcessPath!, ["peer"], []);

    private readonly Contender[] _floors =
    [
        new("floor, C++", floor, [], ["0"]),
        new("floor, C++, pause", floor, [], ["1"]),
    ];

    public void Run(TextWriter? csv)
    {
        Table table = new() { Border = TableBorder.Ascii };
        table.AddColumns("measure", "contender", "median", "spread", "p99", "p99.9", "to the floor");
        foreach (int size in new[] { 64, 65536 })
            RoundTrip(table, $"round trip, {size} bytes, ns", size, "ping", "pong", quick || size > 1024 ? 20_000 : 500_000);
        InPlace(table);
        foreach (int size in new[] { 64, 65536 })
            Stream(table, size, (quick, size) switch { (false, 64) => 20_000_000, (true, 64) => 2_000_000, (false, _) => 200_000, _ => 20_000 });
        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
        csv?.WriteLine("measure,contender,repetition,value,p99,p999");
        foreach ((string measure, string contender, int repetition, double[] values) in _rows)
            csv?.WriteLine($"\"{measure}\",\"{contender}\",{repetition},{string.Join(',', values.Select(Text))}");
    }

    private void RoundTrip(Table table, string measure, int size, string verb, string other, long count)
    {
        // Two slots for the floor: one for each direction. Ours needs a ring for each.
        Dictionary<string, List<double[]>> results = Interleave(measure, contender =>
            contender.Measure(verb, other, size, count, contender == _ours ? size > 1024 ? 8 : RingSlots : 2), [.. _floors, _ours]);
        double best = _floors.Min(contender => Median(results[contender.Name], 0));
        foreach ((string name, List<double[]> rows) in results)
            AddRow(table, measure, name, rows, Median(rows, 0) / best);
    }

    private void InPlace(Table table)
    {
        Dictionary<string, List<double[]>> results = [];
        foreach (int size in new[] { 64, 1 << 20 })
        {
            string measure = $"claim, commit, take, release both ways, {size} bytes, ns";
            results = Interleave(measure, contender => contender.Measure("ping-in-place", "pong-in-place", size, quick ? 20_000 : 200_000, 8), [_ours]);
            AddRow(table, measure, _ours.Name, results[_ours.Name], null);
        }
    }

    private void Stream(Table table, int size, long count)
    {
        string measure = $"stream, {size} bytes, messages/s";
        Dictionary<string, List<double[]>> results = Interleave(measure, contender =>
            contender.Measure("receive", "send", size, count, size > 1024 ? 64 : 1024), [.. _floors, _ours]);
        double best = _floors.Max(contender => Median(results[contender.Name], 0));
        foreach ((string name, List<double[]> rows) in results)
            AddRow(table, measure, name, rows, Median(rows, 0) / best);
    }

    private Dictionary<string, List<double[]>> Interleave(string measure, Func<Contender, double[]> run, Contender[] contenders)
    {
        Dictionary<string, List<double[]>> results = contenders.ToDictionary(contender => contender.Name, _ => new List<double[]>());
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            foreach (Contender contender in contenders)
            {
                double[] values = run(contender);
                results[contender.Name].Add(values);
                _rows.Add((measure, contender.Name, repetition, values));
            }
        }

        return results;
    }

    private static void AddRow(Table table, string measure, string name, List<double[]> rows, double? ratio)
    {
        double[] first = [.. rows.Select(row => row[0])];
        table.AddRow(measure, name, Text(Median(rows, 0)), $"{Text(first.Min())} to {Text(first.Max())}",
            rows[0].Length > 1 ? Text(Median(rows, 1)) : "", rows[0].Length > 2 ? Text(Median(rows, 2)) : "",
            ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "");
    }

    private static double Median(List<double[]> rows, int column)
    {
        double[] sorted = [.. rows.Select(row => row[column]).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
