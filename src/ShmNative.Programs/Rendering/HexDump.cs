using System.Globalization;
using System.Text;
using ShmNative.Fields;
using ShmNative.Segments;

namespace ShmNative.Programs.Rendering;

/// <summary>
/// A segment as <c>hexdump -C</c> shows it, and beside each line the fields that have bytes in it. Lines that repeat the one before are
/// one <c>*</c>.
/// </summary>
public static class HexDump
{
    private const int Line = 16;
    private const int Block = 4096;

    /// <summary>Dumps a whole segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="layout">The fields to name.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(Segment segment, FieldLayout layout, Stream output)
    {
        byte[] block = new byte[Block];
        byte[] previous = [];
        bool isRepeating = false;
        for (long start = 0; start < segment.Size; start += Block)
        {
            Span<byte> bytes = block.AsSpan(0, (int)Math.Min(Block, segment.Size - start));
            segment.Read(start, bytes);
            StringBuilder text = new();
            for (int i = 0; i < bytes.Length; i += Line)
            {
                ReadOnlySpan<byte> line = bytes[i..Math.Min(i + Line, bytes.Length)];
                string fields = Annotate(layout, start + i, line.Length);
                if (fields.Length == 0 && line.SequenceEqual(previous))
                {
                    text.Append(isRepeating ? "" : "*\n");
                    isRepeating = true;
                    continue;
                }
                isRepeating = false;
                previous = line.ToArray();
                AppendLine(text, start + i, line, fields);
            }
            output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        output.Write(Encoding.UTF8.GetBytes($"{segment.Size:x8}\n"));
    }

    private static void AppendLine(StringBuilder text, long offset, ReadOnlySpan<byte> line, string fields)
    {
        StringBuilder hex = new();
        StringBuilder letters = new();
        for (int i = 0; i < line.Length; i++)
        {
            hex.Append(i == Line / 2 ? "  " : " ").Append(line[i].ToString("x2", CultureInfo.InvariantCulture));
            letters.Append(line[i] is >= 0x20 and < 0x7f ? (char)line[i] : '.');
        }
        string shown = $"|{letters}|";
        string left = $"{offset:x8} {hex,-49}  {(fields.Length == 0 ? shown : $"{shown,-18}  {fields}")}";
        text.Append(left).Append('\n');
    }

    /// <summary>The fields with bytes in a line; where a field begins, with its type and offset.</summary>
    private static string Annotate(FieldLayout layout, long start, int length)
    {
        List<string> names = [];
        foreach (Field field in layout.Sorted)
        {
            if (field.Offset >= start + length)
                break;
            if (field.Offset >= start)
                names.Add(field.ToString());
            else if (field.End > start)
                names.Add("…" + (field.Name.Length == 0 ? FieldTypes.Name(field.Type) : field.Name));
        }
        return string.Join(", ", names);
    }
}
