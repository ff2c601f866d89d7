namespace ShmNative.Layout;

/// <summary>How fields without an offset of their own are placed after the field before them.</summary>
[CName("shm_field_placement", MemberPrefix = "SHM_PLACE_")]
public enum FieldPlacement
{
    /// <summary>As a C compiler places the members of a struct (System V ABI, LP64).</summary>
    Natural = 0,

    /// <summary>Without padding, as with <c>__attribute__((packed))</c>.</summary>
    Packed = 1,
}
