using System.Runtime.InteropServices;

namespace ShmNative.Layout.Primitives;

/// <summary>A counting semaphore, at an offset that the user chooses.</summary>
[CName("shm_semaphore", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct SemaphoreState
{
    /// <summary>SHM_SEMAPHORE_MAGIC; stored last.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>The count never goes beyond this.</summary>
    [FieldOffset(4)] public uint Maximum;

    /// <summary><c>[ count:31 | awaited:1 ]</c>; the futex word. Awaited is set only while the count is 0.</summary>
    [FieldOffset(8)] public uint State;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public uint Reserved;
}
