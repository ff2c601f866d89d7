using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// A robust mutex of 32 bytes in a segment. A thread holds it, and that thread unlocks it: there must be no await in between. When the thread or its
/// process dies, however it dies, the next one to lock gets <see cref="ShmStatus.OwnerDied"/>; it has the lock, and the mutex is as good as new.
/// A thread that is stopped or slow keeps it. All users are in one pid namespace. The segment must stay open meanwhile.
/// </summary>
public readonly unsafe struct ShmMutex
{
    /// <summary>Bytes that it takes.</summary>
    public const int Size = 32;

    private readonly Segment _segment;
    private readonly long _offset;

    internal ShmMutex(Segment segment, long offset) => (_segment, _offset) = (segment, offset);

    /// <summary>Makes a mutex that nobody holds, whatever was there before. Once, before others use it.</summary>
    /// <param name="segment">A writable segment.</param>
    /// <param name="offset">A multiple of 8.</param>
    /// <exception cref="ShmException">OUT_OF_BOUNDS, MISALIGNED, READ_ONLY, INVALID_HANDLE, FORKED_CHILD.</exception>
    public static ShmMutex Initialize(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        PrimitivePlace.Require(TryInitialize(segment, offset), segment, offset, "a mutex");
        return new(segment, offset);
    }

    /// <summary>Uses a mutex that another process made.</summary>
    /// <exception cref="ShmException">WRONG_KIND: none is there; OTHER_NAMESPACE; and as <see cref="Initialize"/>.</exception>
    public static ShmMutex Attach(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ShmMutex attached = new(segment, offset);
        PrimitivePlace.Require(attached.Find(out _), segment, offset, "a mutex");
        return attached;
    }

    /// <summary>Takes it, waiting while another thread has it.</summary>
    /// <param name="timeout">How long; zero: not at all.</param>
    /// <returns>
    /// OK; OWNER_DIED: it is locked too, but what it protects may be half changed; TIMEOUT; DEADLOCK: this thread holds it already;
    /// INVALID_ARGUMENT (a negative timeout), WRONG_KIND, OTHER_NAMESPACE, INVALID_HANDLE, FORKED_CHILD, READ_ONLY.
    /// </returns>
    public ShmStatus Lock(TimeSpan timeout) => Lock(PrimitivePlace.Nanoseconds(timeout));

    /// <summary>Gives it back.</summary>
    /// <returns>OK, NOT_OWNER (it is free, or another thread's), WRONG_KIND, OTHER_NAMESPACE, INVALID_HANDLE, FORKED_CHILD, READ_ONLY.</returns>
    public ShmStatus Unlock()
    {
        ShmStatus status = Find(out LockOperation<ProcessorMemory> operation);
        return status == ShmStatus.Ok ? operation.Unlock(FutexSleeper.Instance) : status;
    }

    internal static ShmStatus TryInitialize(Segment segment, long offset)
    {
        ShmStatus status = segment.TryPlace(offset, Size, writable: true, out byte* place);
        if (status == ShmStatus.Ok)
            LockOperation<ProcessorMemory>.Initialise((MutexState*)place, KernelLockOwners.Instance);
        return status;
    }

    internal ShmStatus Lock(long nanoseconds)
    {
        ShmStatus status = Find(out LockOperation<ProcessorMemory> operation);
        return status != ShmStatus.Ok ? status
            : !PrimitivePlace.IsTimeout(nanoseconds) ? ShmStatus.InvalidArgument
            : PrimitiveCall<ProcessorMemory>.Run(operation, nanoseconds, FutexSleeper.Instance, bySignals: _segment.Interruptible);
    }

    private ShmStatus Find(out LockOperation<ProcessorMemory> operation)
    {
        operation = default;
        if (_segment is null)
            return ShmStatus.InvalidHandle;
        ShmStatus status = PrimitivePlace.Find(_segment, _offset, Size, PrimitiveConstants.MutexMagic, writable: true, out byte* place);
        if (status != ShmStatus.Ok)
            return status;
        MutexState* mutex = (MutexState*)place;
        if (ProcessorMemory.Load(&mutex->Namespaces) != KernelLockOwners.Instance.Namespaces)
            return ShmStatus.OtherNamespace;
        operation = new(&mutex->Owner, &mutex->Deaths, KernelLockOwners.Instance);
        return ShmStatus.Ok;
    }
}
