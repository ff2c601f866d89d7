using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;

namespace ShmNative.Exports;

/// <summary>Events at an offset of a segment that the user chooses: a manual one lets everybody pass, an automatic one lets one pass for each time it was set.</summary>
[HeaderSection(41, "Events")]
public static unsafe class EventExports
{
    /// <summary>Makes an event of sizeof(shm_event) bytes, whatever was there before.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Bytes from the start of the segment, a multiple of 8.</param>
    /// <param name="flags">Of shm_event_flags; 0 = automatic, not set.</param>
    /// <returns>0, or SHM_OUT_OF_BOUNDS, SHM_MISALIGNED, SHM_READ_ONLY, SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_init")]
    public static int Init(SegmentHandle* segment, nuint offset, uint flags) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventInit, flags);

    /// <summary>Sets an event and wakes who waits. Whoever passes sees what was written before.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the event is.</param>
    /// <returns>0, or SHM_WRONG_KIND (no event is there), SHM_CORRUPT, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_set")]
    public static int Set(SegmentHandle* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventSet);

    /// <summary>Resets an event.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the event is.</param>
    /// <returns>As shm_event_set.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_reset")]
    public static int Reset(SegmentHandle* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventReset);

    /// <summary>Waits until an event is set; an automatic one is reset with that.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the event is.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>0, or SHM_TIMEOUT, or as shm_event_set.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_wait")]
    public static int Wait(SegmentHandle* segment, nuint offset, long timeoutNs) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventWait, timeoutNs);
}
