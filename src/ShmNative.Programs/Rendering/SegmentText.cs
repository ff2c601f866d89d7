using System.Globalization;
using System.Text;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Programs.Rendering;

/// <summary>A segment and what is in it, as lines for a person.</summary>
public static class SegmentText
{
    /// <summary>Address, key, id, place in this process, size and permissions.</summary>
    /// <param name="segment">The segment.</param>
    public static string Describe(Segment segment)
    {
        SegmentInfo info = segment.Info();
        StringBuilder text = new();
        Line(text, "segment", segment.Address.ToString());
        if (segment.Backend == SegmentBackend.SysV)
        {
            Line(text, "key", Key(info));
            Line(text, "id", info.Id.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Line(text, "inode", info.Id.ToString(CultureInfo.InvariantCulture));
        }
        Line(text, "address", $"0x{segment.Data:x}");
        Line(text, "size", $"{segment.Size.ToString(CultureInfo.InvariantCulture)} bytes, mode {Mode(info)}");
        return text.ToString();
    }

    /// <summary>The fields, one line each: offset, size, type and value.</summary>
    /// <param name="grid">The fields.</param>
    public static string List(FieldGrid grid)
    {
        StringBuilder text = new("offset  size  type        value\n");
        foreach (FieldGridRow row in grid.Rows)
        {
            string type = FieldTypes.Describe(row.Field.Type, row.Field.Size);
            text.Append(CultureInfo.InvariantCulture, $"{row.Field.Offset,6}  {row.Field.Size,4}  {type,-10}  {row.Value}\n");
        }
        return text.ToString();
    }

    /// <summary>A System V key as ipcs(1) writes it.</summary>
    /// <param name="info">The segment.</param>
    public static string Key(in SegmentInfo info) => $"0x{info.Key:x8}";

    /// <summary>Permission bits in octal.</summary>
    /// <param name="info">The segment.</param>
    public static string Mode(in SegmentInfo info) => "0" + Convert.ToString(info.Mode, 8);

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name,-8} {value}\n");
}
