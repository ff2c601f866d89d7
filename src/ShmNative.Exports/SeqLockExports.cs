using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Primitives;

namespace ShmNative.Exports;

/// <summary>Values at an offset of a segment that are read and written as a whole: never torn, and readers hold no writer up.</summary>
/// <remarks>Writers take turns; one that dies leaves the value that it found. Readers may have the segment read-only.</remarks>
[HeaderSection(44, "Read-write values")]
public static unsafe class SeqLockExports
{
    /// <summary>Bytes that a value takes in the segment: two copies, and what belongs to them.</summary>
    /// <param name="size">Bytes of the value, 1 to 2^30.</param>
    /// <returns>The bytes; 0 when the size cannot be.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_seqlock_size")]
    public static nuint Size(nuint size) => size is > 0 and <= SeqLockPlace.LargestValue ? (nuint)SeqLockPlace.TotalSize((uint)size) : 0;

    /// <summary>Makes a place for values of one size, without a value, whatever was there before.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Bytes from the start of the segment, a multiple of 8.</param>
    /// <param name="size">Bytes of the value.</param>
    /// <returns>0, or SHM_INVALID_SIZE, or as shm_event_init.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_seqlock_init")]
    public static int Init(SegmentHandle* segment, nuint offset, nuint size) =>
        PrimitiveCalls.Call(segment, offset, &PrimitiveCalls.SeqLockInit, long.CreateSaturating(size));

    /// <summary>Replaces the value.</summary>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where it is.</param>
    /// <param name="value">The new value.</param>
    /// <param name="size">Its bytes, as at shm_seqlock_init.</param>
    /// <param name="timeoutNs">Nanoseconds to wait until another writer is done; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>
    /// 0, or SHM_TIMEOUT, SHM_TYPE_MISMATCH (another size), SHM_WRONG_KIND (no such value is there), SHM_OTHER_NAMESPACE, SHM_INVALID_ARGUMENT,
    /// or as shm_event_init.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_seqlock_write")]
    public static int Write(SegmentHandle* segment, nuint offset, [Const] void* value, nuint size, long timeoutNs) =>
        PrimitiveCalls.SeqLockWrite(segment, offset, value, size, timeoutNs);

    /// <summary>Copies the newest value out.</summary>
    /// <param name="segment">Of a server or client; a client's may be read-only.</param>
    /// <param name="offset">Where it is.</param>
    /// <param name="value">Receives the value; after a refusal what it holds is none.</param>
    /// <param name="size">Its bytes, as at shm_seqlock_init.</param>
    /// <param name="version">
    /// In: which value was read before, 0 = none; only another one counts. Out: which one this is. NULL: any value counts.
    /// </param>
    /// <param name="timeoutNs">Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>As shm_seqlock_write.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_seqlock_read")]
    public static int Read(SegmentHandle* segment, nuint offset, void* value, nuint size, ulong* version, long timeoutNs) =>
        PrimitiveCalls.SeqLockRead(segment, offset, value, size, version, timeoutNs);
}
