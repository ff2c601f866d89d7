using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;

namespace ShmNative.Exports;

/// <summary>Events at an offset of a segment that the user chooses: a manual one lets everybody pass, an automatic one lets one pass for each time it was set.</summary>
/// <remarks>
/// This and the three sections below: primitives stand in raw segments, at a multiple of 8. One process initialises each, once, before others use it;
/// there is nothing to open or close. "segment" is a shm_server, or a shm_client attached with SHM_ATTACH_WRITABLE. Any number of threads
/// may use one of these handles for these calls at once, as long as none closes it.
/// </remarks>
[HeaderSection(51, "Events")]
public static unsafe class EventExports
{
    /// <summary>Makes an event of sizeof(shm_event) bytes, whatever was there before.</summary>
    /// <param name="segment">An open shm_server or shm_client.</param>
    /// <param name="offset">Bytes from the start of the segment, a multiple of 8.</param>
    /// <param name="flags">Of shm_event_flags; 0 = automatic, not set.</param>
    /// <returns>0, or SHM_OUT_OF_BOUNDS, SHM_MISALIGNED, SHM_READ_ONLY, SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_init")]
    public static int Init(void* segment, nuint offset, uint flags) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventInit, flags);

    /// <summary>Sets an event and wakes who waits. Whoever passes sees what was written before.</summary>
    /// <param name="segment">An open shm_server or shm_client.</param>
    /// <param name="offset">Where the event is.</param>
    /// <returns>0, or SHM_WRONG_KIND (no event is there), SHM_CORRUPT, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_set")]
    public static int Set(void* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventSet);

    /// <summary>Resets an event.</summary>
    /// <param name="segment">An open shm_server or shm_client.</param>
    /// <param name="offset">Where the event is.</param>
    /// <returns>As shm_event_set.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_reset")]
    public static int Reset(void* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventReset);

    /// <summary>Waits until an event is set; an automatic one is reset with that.</summary>
    /// <param name="segment">An open shm_server or shm_client.</param>
    /// <param name="offset">Where the event is.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>0, or SHM_TIMEOUT, or as shm_event_set.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_event_wait")]
    public static int Wait(void* segment, nuint offset, long timeoutNs) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.EventWait, timeoutNs);
}
