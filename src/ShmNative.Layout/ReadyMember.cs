using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>A member of a wait set with which something can be done.</summary>
[CName("shm_ready")]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct ReadyMember
{
    /// <summary>The number that it was added with.</summary>
    [FieldOffset(0)] public long Tag;

    /// <summary>
    /// 0: a call with a timeout of 0 would find something, unless another is faster. Otherwise what ends a wait for it: SHM_CLOSED, SHM_NO_PEER,
    /// SHM_RETIRED, SHM_CORRUPT, SHM_CANCELLED.
    /// </summary>
    [FieldOffset(8)] public int Status;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public uint Reserved;
}
