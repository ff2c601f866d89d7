using System.Globalization;
using Spectre.Console;

namespace ShmNative.Bench;

/// <summary>The results as a table on the terminal, and as comma-separated values.</summary>
internal static class Report
{
    private const int Width = 160;

    /// <summary>Shows the table: medians over the repetitions, their spread, and ratios of medians within this run.</summary>
    public static void Show(Results results)
    {
        Table table = new() { Border = TableBorder.Ascii };
        table.AddColumns("measure", "contender");
        foreach (string column in new[] { "runs", "median", "lowest", "highest", "p99", "p99.9", "to the floor", "to the best peer" })
            table.AddColumn(new TableColumn(column).RightAligned());
        Measure? last = null;
        foreach (Series series in results.All.Where(series => series.Outcomes.Count > 0 && series.Without?.Ending != Ending.NotApplicable))
        {
            if (last is not null && series.Measure != last)
                table.AddEmptyRow();
            string[] cells = [series.Measure == last ? "" : $"{series.Measure.Title}, {series.Measure.Unit}", series.Contender.Name, .. Cells(series, results)];
            table.AddRow([.. cells.Select(Markup.Escape)]);
            last = series.Measure;
        }

        AnsiConsole.Profile.Width = Width;
        AnsiConsole.Write(table);
        IEnumerable<string> notes = results.All.Where(series => series.Without is not null)
            .GroupBy(series => (series.Measure.Text, series.Without!.Ending, series.Without.Reason))
            .Select(note => $"{(note.Key.Ending == Ending.NotApplicable ? "not measured" : "FAILED")}: {note.Key.Text}: {string.Join("; ", note.Select(series => series.Contender.Name).Distinct())}: {note.Key.Reason}");
        Console.WriteLine(string.Join('\n', notes));
    }

    /// <summary>Writes every repetition of every series.</summary>
    public static void Write(Results results, TextWriter csv)
    {
        csv.WriteLine("measure,parameter,unit,contender,kind,repetition,value,p99,p999,checked,ending");
        foreach (Series series in results.All)
        {
            for (int i = 0; i < series.Outcomes.Count; i++)
            {
                Outcome outcome = series.Outcomes[i];
                string?[] cells =
                [
                    series.Measure.Verb, Text(series.Measure.Parameter?.Value), series.Measure.Unit, $"\"{series.Contender.Name}\"", $"{series.Contender.Kind}",
                    $"{i + 1}", .. Enumerable.Range(0, 3).Select(value => outcome.Values.Length > value ? Text(outcome.Values[value]) : ""), $"{outcome.Looked}", $"{outcome.Ending}",
                ];
                csv.WriteLine(string.Join(',', cells));
            }
        }
    }

    private static string[] Cells(Series series, Results results)
    {
        if (series.Median() is not { } median)
            return ["", "failed", "", "", "", "", "", ""];
        return
        [
            $"{series.Outcomes.Count}", Number(median), Number(series.Lowest), Number(series.Highest), Number(series.Median(1)), Number(series.Median(2)),
            Ratio(median, results.Best(series.Measure, ContenderKind.Floor)), Ratio(median, results.Best(series.Measure, ContenderKind.Peer)),
        ];
    }

    private static string Ratio(double value, double? reference) => reference is { } divisor ? (value / divisor).ToString("0.00", CultureInfo.InvariantCulture) : "";

    private static string Number(double? value) => value?.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
