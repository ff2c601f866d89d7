using System.Text;
using System.Text.Json;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Programs.Rendering;

/// <summary>A segment and what is in it, as one JSON object in one line.</summary>
public static class SegmentJson
{
    /// <summary>Writes the object.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="grid">Its fields.</param>
    /// <returns>UTF-8 with a newline at the end.</returns>
    public static byte[] Render(Segment segment, FieldGrid grid)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteSegment(json, segment);
            json.WriteNumber("struct_size", grid.Layout.Size);
            json.WriteNumber("alignment", grid.Layout.Alignment);
            json.WriteStartArray("fields");
            foreach (FieldGridRow row in grid.Rows)
                WriteField(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteSegment(Utf8JsonWriter json, Segment segment)
    {
        SegmentInfo info = segment.Info();
        json.WriteString("segment", segment.Address.ToString());
        json.WriteString("backend", segment.Backend switch { SegmentBackend.SysV => "sysv", SegmentBackend.Posix => "posix", _ => "file" });
        if (segment.Backend == SegmentBackend.SysV)
            json.WriteString("key", SegmentText.Key(info));
        json.WriteNumber(segment.Backend == SegmentBackend.SysV ? "id" : "inode", info.Id);
        json.WriteString("address", $"0x{segment.Data:x}");
        json.WriteNumber("size", segment.Size);
        json.WriteString("mode", SegmentText.Mode(info));
        json.WriteNumber("attached", info.Attached);
        json.WriteNumber("creator_pid", info.CreatorPid);
    }

    private static void WriteField(Utf8JsonWriter json, FieldGridRow row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Field.Name);
        json.WriteString("type", FieldTypes.Name(row.Field.Type));
        json.WriteNumber("offset", row.Field.Offset);
        json.WriteString("address", $"0x{row.Address:x}");
        json.WriteNumber("size", row.Field.Size);
        json.WriteNumber("padding_before", row.PaddingBefore);
        json.WriteString("bytes", Convert.ToHexStringLower(row.Bytes.Span));
        json.WritePropertyName("value");
        WriteValue(json, row.Value);
        json.WriteEndObject();
    }

    /// <summary>Numbers as such, except inf and nan, which JSON lacks; a char as the character of its number; bytes in hex.</summary>
    private static void WriteValue(Utf8JsonWriter json, FieldValue value)
    {
        switch (value.Type)
        {
            case FieldType.Char:
                json.WriteStringValue(((char)value.Bytes[0]).ToString());
                break;
            case FieldType.String:
                json.WriteStringValue(Encoding.UTF8.GetString(value.Bytes[..^1]));
                break;
            case FieldType.Float or FieldType.Double when !double.IsFinite(value.ToReal()):
            case FieldType.Bytes:
                json.WriteStringValue(value.ToString());
                break;
            default:
                // The text of every other number is a number of JSON, too.
                json.WriteRawValue(value.ToString());
                break;
        }
    }
}
