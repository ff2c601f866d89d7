using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;

namespace ShmNative.Exports;

/// <summary>Counting semaphores at an offset of a segment.</summary>
/// <remarks>A count belongs to nobody: what a process had taken when it was killed is not given back, as with sem_wait(3).</remarks>
[HeaderSection(42, "Semaphores")]
public static unsafe class SemaphoreExports
{
    /// <summary>Makes a semaphore of sizeof(shm_semaphore) bytes, whatever was there before.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Bytes from the start of the segment, a multiple of 8.</param>
    /// <param name="count">What it counts at first.</param>
    /// <param name="maximum">What it never counts beyond, up to SHM_SEMAPHORE_MAXIMUM; 0 = that.</param>
    /// <returns>0, or SHM_INVALID_ARGUMENT (the count is beyond the maximum), or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_semaphore_init")]
    public static int Init(SegmentHandle* segment, nuint offset, uint count, uint maximum) =>
        PrimitiveCalls.SemaphoreInit(segment, offset, count, maximum);

    /// <summary>Counts up, and wakes who waits.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the semaphore is.</param>
    /// <param name="count">By how much, at least 1.</param>
    /// <returns>0, or SHM_OVERFLOW (nothing was added), SHM_WRONG_KIND (no semaphore is there), or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_semaphore_release")]
    public static int Release(SegmentHandle* segment, nuint offset, uint count) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.SemaphoreRelease, count);

    /// <summary>Counts down, waiting while it counts 0.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the semaphore is.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>0, or SHM_TIMEOUT, SHM_WRONG_KIND, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_semaphore_wait")]
    public static int Wait(SegmentHandle* segment, nuint offset, long timeoutNs) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.SemaphoreWait, timeoutNs);

    /// <summary>What it counts now; others may change it at any time.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the semaphore is.</param>
    /// <returns>The count, or SHM_WRONG_KIND, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_semaphore_count")]
    public static int Count(SegmentHandle* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.SemaphoreCount);
}
