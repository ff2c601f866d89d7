using System.Globalization;
using ShmNative.Fields;
using Spectre.Console;

namespace ShmNative.Programs.Rendering;

/// <summary>The grid as a table of text.</summary>
public static class GridTable
{
    // What is longer than this is shown by its beginning.
    private const int LongestCell = 48;

    // Wide enough for every column: a table that is cut by the reader's terminal is better than one that wraps its cells.
    private const int Width = 400;

    /// <summary>Draws the grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <returns>Lines of text, each with its newline.</returns>
    public static string Render(FieldGrid grid)
    {
        Table table = new() { Border = TableBorder.Square };
        foreach (string title in (string[])["offset", "address", "type", "size", "padding", "bytes", "value", "name"])
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = IsNumber(title) ? Justify.Right : Justify.Left });
        foreach (FieldGridRow row in grid.Rows)
        {
            string bytes = Convert.ToHexStringLower(row.Bytes.Span[..Math.Min(row.Bytes.Length, LongestCell)]);
            string[] cells =
            [
                Number(row.Field.Offset),
                $"0x{row.Address:x}",
                FieldTypes.Name(row.Field.Type),
                Number(row.Field.Size),
                Range(row.Field.Offset - row.PaddingBefore, row.PaddingBefore),
                Shorten(bytes),
                Shorten(row.Value.ToString()),
                row.Field.Name,
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        text.Write($"struct size {grid.Layout.Size}, alignment {grid.Layout.Alignment}");
        text.WriteLine(grid.PaddingAtEnd == 0 ? "" : $", padding at the end {Range(grid.Layout.End, grid.PaddingAtEnd)}");
        return text.ToString();
    }

    /// <summary>The bytes of a gap, for example <c>19</c> or <c>25-27</c>; empty when there are none.</summary>
    private static string Range(long start, long count) => count switch
    {
        0 => "",
        1 => Number(start),
        _ => $"{Number(start)}-{Number(start + count - 1)}",
    };

    private static bool IsNumber(string title) => title is "offset" or "size" or "padding";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shorten(string text) => text.Length <= LongestCell ? text : text[..(LongestCell - 1)] + "…";
}
