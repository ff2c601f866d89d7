using System.Runtime.InteropServices;

namespace ShmNative.Layout.Primitives;

/// <summary>An event, at an offset that the user chooses.</summary>
[CName("shm_event", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct EventState
{
    /// <summary>SHM_EVENT_MAGIC; stored last.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>1 = stays set until it is reset; 0 = the one who waited resets it.</summary>
    [FieldOffset(4)] public uint Manual;

    /// <summary>SHM_EVENT_RESET, SHM_EVENT_SET or SHM_EVENT_AWAITED; the futex word.</summary>
    [FieldOffset(8)] public uint State;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public uint Reserved;
}
