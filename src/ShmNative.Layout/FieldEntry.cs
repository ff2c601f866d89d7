using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>A field: a typed value at an offset of a segment or of a channel's payload.</summary>
[CName("shm_field", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = 64)]
public unsafe struct FieldEntry
{
    /// <summary>A shm_field_type.</summary>
    [FieldOffset(0)] public uint Type;

    /// <summary>Alignment in bytes: a power of two; 1 where packed.</summary>
    [FieldOffset(4)] public uint Alignment;

    /// <summary>Distance in bytes from the start of the segment or payload.</summary>
    [FieldOffset(8)] public ulong Offset;

    /// <summary>Size in bytes, a string's NUL included.</summary>
    [FieldOffset(16)] public ulong Size;

    /// <summary>Name, NUL-terminated UTF-8; may be empty.</summary>
    [FieldOffset(24)] public fixed byte Name[ShmConstants.FieldNameSize];
}
