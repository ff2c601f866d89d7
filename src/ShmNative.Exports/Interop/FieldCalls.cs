using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>Layouts between arrays of C and <see cref="FieldLayout"/>.</summary>
internal static unsafe class FieldCalls
{
    private const int MostFields = 1 << 20; // far more than a struct has; what is larger is a mistake in the count

    public static int Parse(byte* specs, uint placement, FieldEntry* fields, nuint capacity)
    {
        Span<FieldEntry> room = Array(fields, nuint.Min(capacity, MostFields));
        FieldEntry[] entries = FieldTable.ToEntries(FieldLayout.Parse(CText.Read(specs, "specs"), Placement(placement)));
        entries.AsSpan(0, Math.Min(entries.Length, room.Length)).CopyTo(room);
        return entries.Length;
    }

    public static int Place(FieldEntry* fields, nuint count, uint placement, nuint* size)
    {
        Span<FieldEntry> entries = Array(fields, count);
        List<FieldDefinition> definitions = new(entries.Length);
        foreach (FieldEntry entry in entries)
            definitions.Add(Definition(entry));
        FieldLayout layout = FieldLayout.Compute(definitions, Placement(placement));
        FieldTable.ToEntries(layout).CopyTo(entries);
        if (size is not null)
            *size = (nuint)layout.Size;
        return 0;
    }

    public static int Compare(FieldEntry* fields, nuint count, FieldEntry* others, nuint otherCount, byte* text, nuint size)
    {
        FieldLayout one = FieldTable.FromEntries(Array(fields, count));
        FieldLayout other = FieldTable.FromEntries(Array(others, otherCount));
        IReadOnlyList<string> differences = one.Compare(other);
        CText.CopyTo(string.Join('\n', differences), text, size);
        return differences.Count;
    }

    private static FieldDefinition Definition(FieldEntry entry)
    {
        FieldType type = (FieldType)entry.Type;
        long? offset = entry.Offset == ShmConstants.NextOffset ? null : (long)Math.Min(entry.Offset, long.MaxValue);
        if (entry.Size == 0 && FieldTypes.IsKnown(type))
            entry.Size = (ulong)FieldTypes.FixedSize(type);
        (entry.Offset, entry.Alignment) = (0, 1);
        Field judged = FieldTable.FromEntries(new ReadOnlySpan<FieldEntry>(in entry))[0];
        return new(judged.Name, judged.Type, judged.Size, offset);
    }

    /// <summary>An array of fields; only one of none may be NULL.</summary>
    public static Span<FieldEntry> Array(FieldEntry* fields, nuint count) => Arguments.Array(fields, count, MostFields, "fields");

    private static FieldPlacement Placement(uint placement) => placement <= (uint)FieldPlacement.Packed
        ? (FieldPlacement)placement
        : throw Arguments.Invalid($"{placement} is no shm_field_placement");
}
