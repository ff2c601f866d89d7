using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Primitives;

/// <summary>
/// A value in a segment that is read and written as a whole: readers get the newest one, never a torn one, and never hold a writer up. Writers
/// take turns; one that dies leaves the value that it found. A reader may have the segment read-only. Any number of threads of
/// any process may use it at once; the segment must stay open meanwhile.
/// </summary>
/// <typeparam name="T">A plain struct.</typeparam>
public readonly unsafe struct ShmSeqLock<T>
    where T : unmanaged
{
    private readonly SeqLockPlace _place;

    private ShmSeqLock(Segment segment, long offset) => _place = new(segment, offset);

    /// <summary>Bytes that it takes: two copies, and 64 bytes before them.</summary>
    public static long Size => SeqLockPlace.TotalSize((uint)sizeof(T));

    /// <summary>Makes one without a value, whatever was there before. Once, before others use it.</summary>
    /// <param name="segment">A writable segment.</param>
    /// <param name="offset">A multiple of 8.</param>
    /// <exception cref="ShmException">OUT_OF_BOUNDS, MISALIGNED, READ_ONLY, INVALID_HANDLE, FORKED_CHILD.</exception>
    public static ShmSeqLock<T> Initialize(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ShmSeqLock<T> made = new(segment, offset);
        PrimitivePlace.Require(made._place.Initialize((ulong)sizeof(T)), segment, offset, "a read-write value");
        return made;
    }

    /// <summary>Uses one that another process made.</summary>
    /// <exception cref="ShmException">WRONG_KIND: none is there; TYPE_MISMATCH: it has another size; and as <see cref="Initialize"/>.</exception>
    public static ShmSeqLock<T> Attach(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ShmSeqLock<T> attached = new(segment, offset);
        PrimitivePlace.Require(attached._place.Find((ulong)sizeof(T), writable: false, out _), segment, offset, "a read-write value");
        return attached;
    }

    /// <summary>Replaces the value.</summary>
    /// <param name="value">The new one.</param>
    /// <param name="timeout">How long to wait for another writer's turn to end; zero: not at all.</param>
    /// <returns>
    /// OK, TIMEOUT, INVALID_ARGUMENT (a negative timeout), WRONG_KIND, TYPE_MISMATCH, OTHER_NAMESPACE, READ_ONLY, INVALID_HANDLE,
    /// FORKED_CHILD.
    /// </returns>
    public ShmStatus Write(in T value, TimeSpan timeout)
    {
        fixed (T* pointer = &value)
            return _place.Write((byte*)pointer, (ulong)sizeof(T), PrimitivePlace.Nanoseconds(timeout));
    }

    /// <summary>Gets the newest value.</summary>
    /// <param name="value">The value; not to be used unless the result is OK.</param>
    /// <param name="timeout">How long to wait for the first one to be written; zero: not at all.</param>
    /// <returns>As <see cref="Write"/>, without READ_ONLY.</returns>
    public ShmStatus Read(out T value, TimeSpan timeout)
    {
        ulong version = 0;
        return ReadNewer(out value, ref version, timeout);
    }

    /// <summary>Gets the newest value if it is not the one that was read before.</summary>
    /// <param name="value">The value; not to be used unless the result is OK.</param>
    /// <param name="version">Which one was read before, 0 = none; becomes the one that was read.</param>
    /// <param name="timeout">How long to wait for another one; zero: not at all.</param>
    /// <returns>As <see cref="Read"/>; TIMEOUT also when there is none but that.</returns>
    public ShmStatus ReadNewer(out T value, ref ulong version, TimeSpan timeout)
    {
        value = default;
        fixed (T* pointer = &value)
            return _place.Read((byte*)pointer, (ulong)sizeof(T), ref version, PrimitivePlace.Nanoseconds(timeout));
    }
}
