using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Fields;

/// <summary>One field as the grid shows it.</summary>
/// <param name="Field">Name, type, offset and size.</param>
/// <param name="Address">Where its first byte is in this process.</param>
/// <param name="PaddingBefore">Bytes between the end of the field before it (or the start of the segment) and its offset.</param>
/// <param name="Bytes">All its bytes as they were read.</param>
/// <param name="Value">Its value.</param>
public sealed record FieldGridRow(Field Field, nint Address, long PaddingBefore, ReadOnlyMemory<byte> Bytes, FieldValue Value);

/// <summary>The fields of a segment with their bytes and values: what the table, the JSON and the picture are drawn from.</summary>
public sealed class FieldGrid
{
    private FieldGrid(FieldLayout layout, IReadOnlyList<FieldValue> values, IReadOnlyList<FieldGridRow> rows)
    {
        Layout = layout;
        Values = values;
        Rows = rows;
    }

    /// <summary>The fields' places.</summary>
    public FieldLayout Layout { get; }

    /// <summary>One row for each field, by ascending offset.</summary>
    public IReadOnlyList<FieldGridRow> Rows { get; }

    /// <summary>Padding after the last field, up to the size of a struct with these members.</summary>
    public long PaddingAtEnd => Layout.Size - Layout.End;

    /// <summary>Values in the order in which the fields were given.</summary>
    public IReadOnlyList<FieldValue> Values { get; }

    /// <summary>Reads the fields of bytes.</summary>
    /// <param name="memory">The bytes.</param>
    /// <param name="definitions">The fields; a string without a size ends at its NUL.</param>
    /// <param name="placement">How the fields without an offset are placed.</param>
    /// <param name="address">Where the first of the bytes is in this process, for showing.</param>
    /// <exception cref="ShmException">InvalidField, FieldOverlap, OutOfBounds; Corrupt: a string without its NUL.</exception>
    public static unsafe FieldGrid Read(
        ReadOnlySpan<byte> memory, IEnumerable<FieldDefinition> definitions, FieldPlacement placement, nint address = 0)
    {
        fixed (byte* start = memory)
        {
            byte* source = start;
            FieldReader reader = new(memory.Length, (offset, bytes) => new Span<byte>(source + offset, bytes.Length).CopyTo(bytes));
            return Read(reader, definitions, placement, address);
        }
    }

    /// <summary>Reads the fields of a segment; every byte is copied once and judged in the copy.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="definitions">The fields; a string without a size ends at its NUL.</param>
    /// <param name="placement">How the fields without an offset are placed.</param>
    /// <exception cref="ShmException">InvalidField, FieldOverlap, OutOfBounds; Corrupt: a string without its NUL.</exception>
    public static FieldGrid Read(Segment segment, IEnumerable<FieldDefinition> definitions, FieldPlacement placement) =>
        Read(new FieldReader(segment.Size, segment.Read), definitions, placement, segment.Data);

    private static FieldGrid Read(FieldReader reader, IEnumerable<FieldDefinition> definitions, FieldPlacement placement, nint address)
    {
        (FieldLayout layout, FieldValue[] values, byte[][] bytes) = reader.Read(definitions, placement);
        int[] order = [.. Enumerable.Range(0, layout.Count).OrderBy(index => layout[index].Offset)];
        List<FieldGridRow> rows = new(layout.Count);
        long end = 0;
        foreach (int index in order)
        {
            Field field = layout[index];
            rows.Add(new(field, address + (nint)field.Offset, field.Offset - end, bytes[index], values[index]));
            end = field.End;
        }
        return new(layout, values, rows);
    }
}
