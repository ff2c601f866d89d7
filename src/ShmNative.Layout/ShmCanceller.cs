using System.Runtime.InteropServices;

namespace ShmNative.Layout;

/// <summary>
/// Ends waits of one handle: for shm_cancel, which a signal handler may call. Filled by shm_receiver_canceller and its like; zeroed it ends
/// nothing. It may be copied, and used at any time: after its handle was closed it ends nothing.
/// </summary>
[CName("shm_canceller")]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct ShmCanceller
{
    /// <summary>The library's own.</summary>
    [FieldOffset(0)] public uint* Word;

    /// <summary>The library's own.</summary>
    [FieldOffset(8)] public uint Open;

    /// <summary>Zero.</summary>
    [FieldOffset(12)] public uint Reserved;
}
