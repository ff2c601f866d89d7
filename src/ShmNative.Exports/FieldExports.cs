using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>Where the fields of a struct stand: computed as a C compiler does, packed, or as the offsets say.</summary>
/// <remarks>A layout is an array of shm_field. No two of its fields share a byte.</remarks>
[HeaderSection(33, "Layouts of fields")]
public static unsafe class FieldExports
{
    /// <summary>Computes the layout of fields written as [OFFSET@]TYPE, such as "string[19], int, char, 40@double".</summary>
    /// <param name="specs">Separated by commas or white space. TYPE: char, int, int8 to uint64, float, double, string[N], bytes[N].</param>
    /// <param name="placement">Of shm_field_placement, for the fields without an offset.</param>
    /// <param name="fields">Receives the first fields; may be NULL when capacity is 0.</param>
    /// <param name="capacity">Number of fields there is room for.</param>
    /// <returns>The number of all fields, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_fields_parse")]
    public static int Parse([Const] byte* specs, uint placement, FieldEntry* fields, nuint capacity)
    {
        try { return FieldCalls.Parse(specs, placement, fields, capacity); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Places fields whose type, size (0 for numbers) and name are set, and fills in what is missing.</summary>
    /// <param name="fields">Each at its offset, or after the field before it where the offset is SHM_NEXT_OFFSET.</param>
    /// <param name="count">Number of fields.</param>
    /// <param name="placement">Of shm_field_placement, for the fields without an offset.</param>
    /// <param name="size">Receives the size of the struct with its padding; may be NULL.</param>
    /// <returns>0, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT; then the fields are as they were.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_fields_place")]
    public static int Place(FieldEntry* fields, nuint count, uint placement, nuint* size)
    {
        try { return FieldCalls.Place(fields, count, placement, size); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Compares two layouts, field by field.</summary>
    /// <param name="fields">One layout.</param>
    /// <param name="count">Number of its fields.</param>
    /// <param name="others">The other layout.</param>
    /// <param name="otherCount">Number of its fields.</param>
    /// <param name="text">Receives the differences, one line each, cut where they do not fit, and always a NUL; may be NULL.</param>
    /// <param name="size">Bytes of the text's buffer.</param>
    /// <returns>The number of differences, 0 = equal, or SHM_INVALID_FIELD, SHM_FIELD_OVERLAP, SHM_INVALID_ARGUMENT.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_fields_compare")]
    public static int Compare([Const] FieldEntry* fields, nuint count, [Const] FieldEntry* others, nuint otherCount, byte* text, nuint size)
    {
        try { return FieldCalls.Compare(fields, count, others, otherCount, text, size); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
