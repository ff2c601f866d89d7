using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>How a segment is created. Zeroed, it means the defaults.</summary>
[CName("shm_create_options")]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct CreateOptions
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_create_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>Permission bits, as of chmod(2), not masked by umask; 0 = SHM_DEFAULT_MODE.</summary>
    [FieldOffset(8)] public uint Mode;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public uint Reserved;
}
