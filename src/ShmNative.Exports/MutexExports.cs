using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;

namespace ShmNative.Exports;

/// <summary>Robust mutexes at an offset of a segment: the next owner is told that the last one died.</summary>
/// <remarks>
/// A thread holds a mutex, and that thread unlocks it. When the thread or its process ends while it holds the mutex, however it ends, the next one to
/// lock gets SHM_OWNER_DIED: it holds the mutex, and has to look after what it protects. One that is stopped or slow keeps it. All users are
/// in one pid namespace.
/// </remarks>
[HeaderSection(43, "Mutexes")]
public static unsafe class MutexExports
{
    /// <summary>Makes a mutex of sizeof(shm_mutex) bytes that nobody holds, whatever was there before.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Bytes from the start of the segment, a multiple of 8.</param>
    /// <returns>As shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_mutex_init")]
    public static int Init(SegmentHandle* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.MutexInit);

    /// <summary>Takes a mutex, waiting while another thread has it.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the mutex is.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>
    /// 0; SHM_OWNER_DIED: it is locked too, but what it protects may be half changed; SHM_TIMEOUT; SHM_DEADLOCK (this thread holds it already),
    /// SHM_WRONG_KIND (no mutex is there), SHM_OTHER_NAMESPACE, or as shm_event_init.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_mutex_lock")]
    public static int Lock(SegmentHandle* segment, nuint offset, long timeoutNs) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.MutexLock, timeoutNs);

    /// <summary>Gives a mutex back.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the mutex is.</param>
    /// <returns>0, or SHM_NOT_OWNER (it is free, or another thread's), SHM_WRONG_KIND, SHM_OTHER_NAMESPACE, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_mutex_unlock")]
    public static int Unlock(SegmentHandle* segment, nuint offset) => PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.MutexUnlock);
}
