using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>A read-write value of any bytes at a place in a segment: what <see cref="ShmSeqLock{T}"/> and the C calls have in common.</summary>
internal readonly unsafe struct SeqLockPlace(Segment segment, long offset)
{
    /// <summary>Values larger than this are for channels.</summary>
    public const uint LargestValue = 1 << 30;

    public static long TotalSize(uint size) => SeqLockOperation<ProcessorMemory>.TotalSize(size);

    public ShmStatus Initialize(ulong size)
    {
        if (size is 0 or > LargestValue)
            return ShmStatus.InvalidSize;
        ShmStatus status = segment.TryPlace(offset, TotalSize((uint)size), writable: true, out byte* place);
        if (status == ShmStatus.Ok)
            SeqLockOperation<ProcessorMemory>.Initialise((SeqLockState*)place, (uint)size, KernelLockOwners.Instance);
        return status;
    }

    public ShmStatus Write(byte* value, ulong size, long nanoseconds)
    {
        ShmStatus status = Find(size, writable: true, out SeqLockState* memory);
        if (status != ShmStatus.Ok)
            return status;
        if (value is null || !PrimitivePlace.IsTimeout(nanoseconds))
            return ShmStatus.InvalidArgument;
        return ProcessorMemory.Load(&memory->Namespaces) == KernelLockOwners.Instance.Namespaces
            ? Operation(memory, size).Write(value, nanoseconds, KernelLockOwners.Instance, bySignals: segment.Interruptible)
            : ShmStatus.OtherNamespace;
    }

    public ShmStatus Read(byte* value, ulong size, ref ulong version, long nanoseconds)
    {
        ShmStatus status = Find(size, writable: false, out SeqLockState* memory);
        if (status != ShmStatus.Ok)
            return status;
        if (value is null || !PrimitivePlace.IsTimeout(nanoseconds))
            return ShmStatus.InvalidArgument;
        return Operation(memory, size)
            .Read(value, version, out version, nanoseconds, announces: !segment.IsReadOnly, bySignals: segment.Interruptible);
    }

    /// <summary>The value that is there, if it has that size.</summary>
    public ShmStatus Find(ulong size, bool writable, out SeqLockState* memory)
    {
        memory = null;
        if (segment is null)
            return ShmStatus.InvalidHandle;
        ShmStatus status = PrimitivePlace.Find(
            segment, offset, PrimitiveConstants.SeqlockHeaderSize, PrimitiveConstants.SeqlockMagic, writable, out byte* place);
        if (status != ShmStatus.Ok)
            return status;
        memory = (SeqLockState*)place;
        uint found = ProcessorMemory.Load(&memory->Size);
        if (found != size)
            return ShmStatus.TypeMismatch;
        return size <= LargestValue ? segment.TryPlace(offset, TotalSize(found), writable, out _) : ShmStatus.Corrupt;
    }

    private static SeqLockOperation<ProcessorMemory> Operation(SeqLockState* memory, ulong size) => new(memory, (uint)size, FutexSleeper.Instance);
}
