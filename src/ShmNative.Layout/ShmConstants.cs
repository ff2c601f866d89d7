namespace ShmNative.Layout;

/// <summary>Numbers that both sides of a process or language border must agree on.</summary>
[CName("shm")]
public static class ShmConstants
{
    /// <summary>Version of the calls: major * 10000 + minor * 100 + patch.</summary>
    public const int Version = 100;

    /// <summary>Version of the bytes in channels; it moves on its own.</summary>
    [CName("SHM_LAYOUT_VERSION", Header = CHeader.Wire)]
    public const int LayoutVersion = 1;

    /// <summary>Size in bytes of the demo's segment.</summary>
    [CName("SHM_DEMO_SIZE", Header = CHeader.Demo)]
    public const int DemoSize = 1024;

    /// <summary>The demo's address.</summary>
    [CName("SHM_DEMO_ADDRESS", Header = CHeader.Demo)]
    public const string DemoAddress = "sysv:/tmp#83";

    /// <summary>Permissions of a new segment unless asked otherwise.</summary>
    public const int DefaultMode = 0x180; // 0600

    /// <summary>A timeout that never passes.</summary>
    public const long Infinite = -1;

    /// <summary>Most slots of a queue that one end holds by inline calls; with more, they leave all to the library. A power of two.</summary>
    [CName("SHM_MOST_INLINE", Header = CHeader.Lent)]
    public const int MostInline = 16;

    /// <summary>Bytes of a field's name, with its NUL.</summary>
    [CName("SHM_FIELD_NAME_SIZE", Header = CHeader.Wire)]
    public const int FieldNameSize = 40;

    /// <summary>The offset of a field that follows the one before it; to be placed by shm_fields_place.</summary>
    public const ulong NextOffset = ulong.MaxValue;
}
