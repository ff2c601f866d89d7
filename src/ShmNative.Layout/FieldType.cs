namespace ShmNative.Layout;

/// <summary>The type of a field. Numbers are in the byte order of the machine.</summary>
[CName("shm_field_type", MemberPrefix = "SHM_TYPE_", Header = CHeader.Wire)]
public enum FieldType
{
    /// <summary>One byte shown as a character.</summary>
    Char = 1,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 2,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 3,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 4,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 5,

    /// <summary>Signed 32-bit integer; <c>int</c> in specifications.</summary>
    Int32 = 6,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 7,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 8,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 9,

    /// <summary>IEEE 754 single precision.</summary>
    Float = 10,

    /// <summary>IEEE 754 double precision.</summary>
    Double = 11,

    /// <summary>UTF-8 text that ends with a NUL; the field's size counts the NUL.</summary>
    String = 12,

    /// <summary>Bytes as they are.</summary>
    Bytes = 13,
}
