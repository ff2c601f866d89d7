using System.Globalization;
using System.Text;
using System.Xml;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Programs.Rendering;

/// <summary>
/// The grid as a picture: a cell for each byte, coloured by its field, padding hatched, and a legend with types and values. Long stretches
/// without fields are left out.
/// </summary>
public sealed class GridSvg
{
    private const int CellHeight = 46;
    private const int Gutter = 64;
    private const int Margin = 16;
    private const int HeaderHeight = 58;
    private const int GapHeight = 24;
    private const int LegendLine = 20;
    private const int GridWidth = 640;
    private const long MostRows = 512;

    // Light enough for dark letters, apart from each other also in grey.
    private static readonly string[] s_colours =
        ["#a6cee3", "#fdd49e", "#b2df8a", "#fbb4b9", "#cab2d6", "#ffeda0", "#99d8c9", "#e0c8a8", "#c6dbef", "#d9f0a3"];

    private readonly FieldGrid _grid;
    private readonly XmlWriter _xml;
    private readonly int _columns;
    private readonly int _cellWidth;

    private GridSvg(FieldGrid grid, XmlWriter xml)
    {
        _grid = grid;
        _xml = xml;
        _columns = grid.Layout.Size <= 128 ? 8 : 16;
        _cellWidth = GridWidth / _columns;
    }

    /// <summary>Draws the grid.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="output">Where the SVG is written, as UTF-8.</param>
    /// <exception cref="ShmException">InvalidArgument: too many bytes for a picture.</exception>
    public static void Write(FieldGrid grid, Stream output)
    {
        XmlWriterSettings settings = new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n", CloseOutput = false };
        using XmlWriter xml = XmlWriter.Create(output, settings);
        new GridSvg(grid, xml).Draw();
    }

    private void Draw()
    {
        List<long> rows = Rows();
        int height = HeaderHeight + (LegendLine * (_grid.Rows.Count + 1)) + (2 * Margin) + RowsHeight(rows);
        int width = Gutter + GridWidth + (2 * Margin);
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(("viewBox", $"0 0 {width} {height}"), ("width", $"{width}"), ("height", $"{height}"), ("font-family", "monospace"));
        Hatch();
        // A ground of its own: legible on light and on dark pages.
        Rectangle(0, 0, width, height, "#fbfbfb", "#c8c8c8");
        Text(Margin, 28, 15, "#202020", Title());
        for (int column = 0; column < _columns; column++)
            Text(Margin + Gutter + (column * _cellWidth) + (_cellWidth / 2), HeaderHeight - 6, 11, "#707070", $"+{column}", "middle");

        int y = HeaderHeight;
        for (int i = 0; i < rows.Count; i++)
        {
            if (i > 0 && rows[i] > rows[i - 1] + 1)
            {
                long skipped = (rows[i] - rows[i - 1] - 1) * _columns;
                Text(Margin + Gutter, y + 16, 11, "#707070", $"⋮ {skipped} bytes without fields");
                y += GapHeight;
            }
            DrawRow(rows[i] * _columns, y);
            y += CellHeight;
        }
        Legend(y + 24);
        _xml.WriteEndElement();
    }

    private string Title()
    {
        string placement = _grid.Layout.Placement == FieldPlacement.Packed ? "packed" : "natural C alignment";
        return $"{_grid.Layout.Size} bytes, {placement}, {_grid.Layout.Count} fields";
    }

    /// <summary>The rows of the picture that have a byte of a field or of the padding at the end, ascending.</summary>
    private List<long> Rows()
    {
        List<long> rows = [];
        FieldLayout layout = _grid.Layout;
        foreach ((long start, long end) in layout.Sorted.Select(field => (field.Offset, field.End)).Append((layout.End, layout.Size)))
        {
            for (long row = start / _columns; row * _columns < end; row++)
            {
                if (rows.Count == 0 || rows[^1] < row)
                    rows.Add(row);
                if (rows.Count > MostRows)
                    throw new ShmException(ShmStatus.InvalidArgument, $"a picture has {MostRows} rows at most; choose fewer fields");
            }
        }
        return rows;
    }

    private static int RowsHeight(List<long> rows)
    {
        int gaps = Enumerable.Range(1, Math.Max(0, rows.Count - 1)).Count(i => rows[i] > rows[i - 1] + 1);
        return (rows.Count * CellHeight) + (gaps * GapHeight);
    }

    private void DrawRow(long start, int y)
    {
        Text(Margin + Gutter - 8, y + 26, 12, "#404040", $"{start}", "end");
        long end = Math.Min(start + _columns, Math.Max(_grid.Layout.Size, start));
        long offset = start;
        for (int i = 0; i < _grid.Rows.Count; i++)
        {
            Field field = _grid.Rows[i].Field;
            long from = Math.Max(field.Offset, start);
            long to = Math.Min(field.End, end);
            if (from >= to)
                continue;
            Padding(start, offset, from, y);
            DrawField(i, start, from, to, y);
            offset = to;
        }
        Padding(start, offset, end, y);
    }

    private void DrawField(int index, long rowStart, long from, long to, int y)
    {
        FieldGridRow row = _grid.Rows[index];
        int x = X(from, rowStart);
        int width = (int)(to - from) * _cellWidth;
        Rectangle(x, y, width, CellHeight, s_colours[index % s_colours.Length], "#505050");
        for (long offset = from; offset < to; offset++)
        {
            string hex = row.Bytes.Span[(int)(offset - row.Field.Offset)].ToString("x2", CultureInfo.InvariantCulture);
            Text(X(offset, rowStart) + (_cellWidth / 2), y + 19, 14, "#101010", hex, "middle");
        }
        string label = Label(row.Field);
        int room = width / 7;
        if (from > row.Field.Offset)
            label = "…" + label;
        Text(x + (width / 2), y + 37, 11, "#303030", label.Length <= room ? label : label[..Math.Max(0, room - 1)] + "…", "middle");
    }

    private void Padding(long rowStart, long from, long to, int y)
    {
        if (from < to)
            Rectangle(X(from, rowStart), y, (int)(to - from) * _cellWidth, CellHeight, "url(#padding)", "#b0b0b0");
    }

    private void Legend(int y)
    {
        for (int i = 0; i < _grid.Rows.Count; i++)
        {
            FieldGridRow row = _grid.Rows[i];
            string value = row.Value.ToString();
            string shown = value.Length <= 40 ? value : value[..39] + "…";
            string type = FieldTypes.Describe(row.Field.Type, row.Field.Size);
            string line = $"{row.Field.Offset,6}  {type,-12} {row.Field.Name,-12} {shown}";
            LegendEntry(y + (i * LegendLine), s_colours[i % s_colours.Length], line);
        }
        LegendEntry(y + (_grid.Rows.Count * LegendLine), "url(#padding)", "        padding");
    }

    private void LegendEntry(int y, string fill, string line)
    {
        Rectangle(Margin + 8, y - 11, 14, 14, fill, "#505050");
        Text(Margin + 28, y, 12, "#202020", line);
    }

    private int X(long offset, long rowStart) => Margin + Gutter + ((int)(offset - rowStart) * _cellWidth);

    private static string Label(Field field) => field.Name.Length > 0 ? field.Name : FieldTypes.Name(field.Type);

    private void Hatch()
    {
        _xml.WriteStartElement("defs");
        _xml.WriteStartElement("pattern");
        Attributes(("id", "padding"), ("width", "8"), ("height", "8"));
        Attributes(("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"));
        Rectangle(0, 0, 8, 8, "#f2f2f2", "none");
        Rectangle(0, 0, 2, 8, "#b8b8b8", "none");
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    private void Rectangle(int x, int y, int width, int height, string fill, string stroke)
    {
        _xml.WriteStartElement("rect");
        Attributes(("x", $"{x}"), ("y", $"{y}"), ("width", $"{width}"), ("height", $"{height}"), ("fill", fill), ("stroke", stroke));
        _xml.WriteEndElement();
    }

    private void Text(int x, int y, int size, string colour, string text, string anchor = "start")
    {
        _xml.WriteStartElement("text");
        Attributes(("x", $"{x}"), ("y", $"{y}"), ("font-size", $"{size}"), ("fill", colour), ("text-anchor", anchor));
        _xml.WriteAttributeString("xml", "space", null, "preserve");
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes)
            _xml.WriteAttributeString(name, value);
    }
}
