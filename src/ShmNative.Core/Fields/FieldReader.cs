using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>
/// Reads fields out of memory that others write. Every byte is copied once and judged in the copy. A string without a size of its own ends
/// at its first NUL, wherever that is inside the memory.
/// </summary>
/// <param name="size">Size of the memory in bytes.</param>
/// <param name="copy">Copies bytes out of it; the range was checked.</param>
internal sealed class FieldReader(long size, FieldReader.Copy copy)
{
    private const int Chunk = 4096;

    public delegate void Copy(long offset, Span<byte> destination);

    /// <summary>Places the fields and reads each.</summary>
    /// <exception cref="ShmException">InvalidField, FieldOverlap, OutOfBounds; Corrupt: a string without its NUL.</exception>
    public (FieldLayout Layout, FieldValue[] Values, byte[][] Bytes) Read(
        IEnumerable<FieldDefinition> definitions, FieldPlacement placement)
    {
        FieldPlacer placer = new(placement);
        List<FieldValue> values = [];
        List<byte[]> allBytes = [];
        foreach (FieldDefinition definition in definitions)
        {
            byte[]? text = null;
            Field field = placer.Place(definition, offset => (text = ReadText(offset)).Length);
            byte[] bytes = text ?? ReadField(field);
            try
            {
                values.Add(FieldValue.Read(field.Type, bytes));
            }
            catch (ShmException error)
            {
                throw new ShmException(error.Status, $"field {field}: {error.Message}");
            }
            allBytes.Add(bytes);
        }
        return (placer.ToLayout(), [.. values], [.. allBytes]);
    }

    private byte[] ReadField(Field field)
    {
        if (field.End > size)
            throw FieldError.Bounds($"field {field} ends at byte {field.End}, past the end of the segment of {size} bytes");
        if (field.Size > FieldValue.MaximumSize)
            throw FieldError.Invalid($"field {field}: the most that is read as one value is {FieldValue.MaximumSize} bytes");
        byte[] bytes = new byte[field.Size];
        copy(field.Offset, bytes);
        return bytes;
    }

    /// <summary>The bytes from an offset up to and with the first NUL.</summary>
    private byte[] ReadText(long offset)
    {
        long limit = Math.Min(size - offset, FieldValue.MaximumSize);
        if (limit <= 0)
            throw FieldError.Bounds($"a string at {offset} begins past the end of the segment of {size} bytes");
        byte[] text = [];
        while (text.Length < limit)
        {
            int start = text.Length;
            Array.Resize(ref text, (int)Math.Min(limit, Math.Max(Chunk, start * 2L)));
            Span<byte> fresh = text.AsSpan(start);
            copy(offset + start, fresh);
            int nul = fresh.IndexOf((byte)0);
            if (nul >= 0)
                return text[..(start + nul + 1)];
        }
        throw FieldError.Corrupt($"the string at {offset} has no NUL in the {limit} bytes from there; read bytes[N] instead");
    }
}
