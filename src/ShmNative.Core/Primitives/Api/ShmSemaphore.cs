using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Memory;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// A counting semaphore of 16 bytes in a segment. A count belongs to nobody: what a process had taken when it was killed is not given back, as with
/// sem_wait(3). Any number of threads of any process may use it at once; the segment must stay open meanwhile.
/// </summary>
public readonly unsafe struct ShmSemaphore
{
    /// <summary>Bytes that it takes.</summary>
    public const int Size = 16;

    private readonly Segment _segment;
    private readonly long _offset;

    internal ShmSemaphore(Segment segment, long offset) => (_segment, _offset) = (segment, offset);

    /// <summary>What it counts now; others may change it at any time. -1 where it cannot be used.</summary>
    public long Count => Find(out SemaphoreOperation<ProcessorMemory> operation) == ShmStatus.Ok ? operation.Count : -1;

    internal Segment Segment => _segment;

    /// <summary>Makes a semaphore, whatever was there before. Once, before others use it.</summary>
    /// <param name="segment">A writable segment.</param>
    /// <param name="offset">A multiple of 8.</param>
    /// <param name="count">What it counts at first.</param>
    /// <param name="maximum">What it never counts beyond, at least 1.</param>
    /// <exception cref="ShmException">INVALID_ARGUMENT (the count), OUT_OF_BOUNDS, MISALIGNED, READ_ONLY, INVALID_HANDLE, FORKED_CHILD.</exception>
    public static ShmSemaphore Initialize(Segment segment, long offset, int count, int maximum = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(segment);
        PrimitivePlace.Require(TryInitialize(segment, offset, count, maximum), segment, offset, "a semaphore");
        return new(segment, offset);
    }

    /// <summary>Uses a semaphore that another process made.</summary>
    /// <exception cref="ShmException">WRONG_KIND: none is there; and as <see cref="Initialize"/>.</exception>
    public static ShmSemaphore Attach(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ShmSemaphore attached = new(segment, offset);
        PrimitivePlace.Require(attached.Find(out _), segment, offset, "a semaphore");
        return attached;
    }

    /// <summary>Counts up, and wakes who waits.</summary>
    /// <returns>OK, OVERFLOW (nothing was added), INVALID_ARGUMENT (less than 1), WRONG_KIND, INVALID_HANDLE, FORKED_CHILD, READ_ONLY.</returns>
    public ShmStatus Release(int count = 1)
    {
        ShmStatus status = Find(out SemaphoreOperation<ProcessorMemory> operation);
        return status != ShmStatus.Ok ? status
            : count < 1 ? ShmStatus.InvalidArgument
            : operation.Release((uint)count, FutexSleeper.Instance);
    }

    /// <summary>Counts down, waiting while it counts 0.</summary>
    /// <param name="timeout">How long; zero: not at all.</param>
    /// <returns>OK, TIMEOUT, INVALID_ARGUMENT (a negative timeout), or as <see cref="Release"/>.</returns>
    public ShmStatus Wait(TimeSpan timeout) => Wait(PrimitivePlace.Nanoseconds(timeout));

    internal static ShmStatus TryInitialize(Segment segment, long offset, long count, long maximum)
    {
        if (maximum is < 1 or > PrimitiveConstants.SemaphoreMaximum || count < 0 || count > maximum)
            return ShmStatus.InvalidArgument;
        ShmStatus status = segment.TryPlace(offset, Size, writable: true, out byte* place);
        if (status == ShmStatus.Ok)
            SemaphoreOperation<ProcessorMemory>.Initialise((SemaphoreState*)place, (uint)count, (uint)maximum);
        return status;
    }

    internal ShmStatus Wait(long nanoseconds)
    {
        ShmStatus status = Find(out SemaphoreOperation<ProcessorMemory> operation);
        return status != ShmStatus.Ok ? status
            : !PrimitivePlace.IsTimeout(nanoseconds) ? ShmStatus.InvalidArgument
            : PrimitiveCall<ProcessorMemory>.Run(operation, nanoseconds, FutexSleeper.Instance, bySignals: _segment.Interruptible);
    }

    internal ShmStatus Find(out SemaphoreOperation<ProcessorMemory> operation)
    {
        operation = default;
        if (_segment is null)
            return ShmStatus.InvalidHandle;
        ShmStatus status = PrimitivePlace.Find(_segment, _offset, Size, PrimitiveConstants.SemaphoreMagic, writable: true, out byte* place);
        operation = new((SemaphoreState*)place);
        return status;
    }
}
