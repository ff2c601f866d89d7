using System.Text;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>Layouts as tables of <see cref="FieldEntry"/>: how they cross the border of a process or language.</summary>
public static class FieldTable
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a layout as entries.</summary>
    /// <param name="layout">The layout.</param>
    /// <exception cref="ShmException">InvalidField: a name too long for an entry, or with a NUL.</exception>
    public static FieldEntry[] ToEntries(FieldLayout layout) => [.. layout.Select(ToEntry)];

    /// <summary>Reads a layout from entries that may hold anything.</summary>
    /// <param name="entries">The entries; each is copied before it is judged.</param>
    /// <returns>The layout; its placement is packed when no field has an alignment above 1.</returns>
    /// <exception cref="ShmException">InvalidField, FieldOverlap.</exception>
    public static FieldLayout FromEntries(ReadOnlySpan<FieldEntry> entries)
    {
        Field[] fields = new Field[entries.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            FieldEntry entry = entries[i];
            fields[i] = FromEntry(entry, i);
        }
        bool packed = fields.All(field => field.Alignment == 1) && fields.Any(field => FieldTypes.Alignment(field.Type) != 1);
        return new(fields, packed ? FieldPlacement.Packed : FieldPlacement.Natural);
    }

    private static unsafe FieldEntry ToEntry(Field field)
    {
        FieldEntry entry = new()
        {
            Type = (uint)field.Type,
            Alignment = (uint)field.Alignment,
            Offset = (ulong)field.Offset,
            Size = (ulong)field.Size,
        };
        Span<byte> name = new(entry.Name, ShmConstants.FieldNameSize);
        // One byte stays for the NUL.
        if (field.Name.Contains('\0') || !Encoding.UTF8.TryGetBytes(field.Name, name[..^1], out _))
        {
            string shown = FieldSpec.Shorten(field.Name);
            throw FieldError.Invalid($"field '{shown}': a name has at most {ShmConstants.FieldNameSize - 1} bytes, and no NUL");
        }
        return entry;
    }

    private static Field FromEntry(in FieldEntry entry, int index)
    {
        FieldType type = (FieldType)entry.Type;
        if (!FieldTypes.IsKnown(type))
            throw FieldError.Invalid($"field {index}: {entry.Type} is not a field type");
        int size = FieldTypes.FixedSize(type);
        if (entry.Size == 0 || (size != 0 && entry.Size != (ulong)size))
            throw FieldError.Invalid($"field {index}: {entry.Size} is no size of a {FieldTypes.Name(type)}");
        if (entry.Offset > long.MaxValue || entry.Size > long.MaxValue - entry.Offset)
            throw FieldError.Invalid($"field {index}: {entry.Size} bytes at {entry.Offset} are more than a segment can have");
        if (entry.Alignment != 1 && entry.Alignment != (uint)FieldTypes.Alignment(type))
            throw FieldError.Invalid($"field {index}: {entry.Alignment} is no alignment of a {FieldTypes.Name(type)}");
        if (entry.Offset % entry.Alignment != 0)
            throw FieldError.Invalid($"field {index}: offset {entry.Offset} is not a multiple of its alignment {entry.Alignment}");
        return new(ReadName(entry, index), type, (long)entry.Offset, (long)entry.Size, (int)entry.Alignment);
    }

    private static unsafe string ReadName(in FieldEntry entry, int index)
    {
        fixed (byte* start = entry.Name)
        {
            ReadOnlySpan<byte> name = new(start, ShmConstants.FieldNameSize);
            int nul = name.IndexOf((byte)0);
            if (nul < 0)
                throw FieldError.Invalid($"field {index}: the name has no NUL within its {ShmConstants.FieldNameSize} bytes");
            try
            {
                return s_strictUtf8.GetString(name[..nul]);
            }
            catch (DecoderFallbackException)
            {
                throw FieldError.Invalid($"field {index}: the name is not UTF-8");
            }
        }
    }
}
