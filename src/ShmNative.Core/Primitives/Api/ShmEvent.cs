using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Memory;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// An event of 16 bytes in a segment. A manual one stays set until it is reset, and lets everybody pass; an automatic one lets one waiter pass for
/// each time it was set, and setting it twice is setting it once. Any number of threads of any process may use it at once, through one segment
/// handle too; the segment must stay open meanwhile.
/// </summary>
public readonly unsafe struct ShmEvent
{
    /// <summary>Bytes that it takes.</summary>
    public const int Size = 16;

    private readonly Segment _segment;
    private readonly long _offset;

    internal ShmEvent(Segment segment, long offset) => (_segment, _offset) = (segment, offset);

    internal Segment Segment => _segment;

    /// <summary>Makes an event, whatever was there before. Once, before others use it.</summary>
    /// <param name="segment">A writable segment.</param>
    /// <param name="offset">A multiple of 8.</param>
    /// <param name="manual">Whether it stays set until <see cref="Reset"/>.</param>
    /// <param name="set">Whether it is set at first.</param>
    /// <exception cref="ShmException">OUT_OF_BOUNDS, MISALIGNED, READ_ONLY, INVALID_HANDLE, FORKED_CHILD.</exception>
    public static ShmEvent Initialize(Segment segment, long offset, bool manual = false, bool set = false)
    {
        ArgumentNullException.ThrowIfNull(segment);
        PrimitivePlace.Require(TryInitialize(segment, offset, manual, set), segment, offset, "an event");
        return new(segment, offset);
    }

    /// <summary>Uses an event that another process made.</summary>
    /// <exception cref="ShmException">WRONG_KIND: none is there; and as <see cref="Initialize"/>.</exception>
    public static ShmEvent Attach(Segment segment, long offset)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ShmEvent attached = new(segment, offset);
        PrimitivePlace.Require(attached.Find(out _), segment, offset, "an event");
        return attached;
    }

    /// <summary>Sets it, and wakes who waits. What was written before is seen by who passes.</summary>
    /// <returns>OK, WRONG_KIND, CORRUPT, INVALID_HANDLE, FORKED_CHILD, READ_ONLY.</returns>
    public ShmStatus Set()
    {
        ShmStatus status = Find(out EventOperation<ProcessorMemory> operation);
        return status == ShmStatus.Ok ? operation.Set(FutexSleeper.Instance) : status;
    }

    /// <summary>Resets it.</summary>
    /// <returns>As <see cref="Set"/>.</returns>
    public ShmStatus Reset()
    {
        ShmStatus status = Find(out EventOperation<ProcessorMemory> operation);
        return status == ShmStatus.Ok ? operation.Reset() : status;
    }

    /// <summary>Waits until it is set; an automatic one is reset with that.</summary>
    /// <param name="timeout">How long; zero: not at all.</param>
    /// <returns>OK, TIMEOUT, INVALID_ARGUMENT (a negative timeout), or as <see cref="Set"/>.</returns>
    public ShmStatus Wait(TimeSpan timeout) => Wait(PrimitivePlace.Nanoseconds(timeout));

    internal static ShmStatus TryInitialize(Segment segment, long offset, bool manual, bool set)
    {
        ShmStatus status = segment.TryPlace(offset, Size, writable: true, out byte* place);
        if (status == ShmStatus.Ok)
            EventOperation<ProcessorMemory>.Initialise((EventState*)place, manual, set);
        return status;
    }

    internal ShmStatus Wait(long nanoseconds)
    {
        ShmStatus status = Find(out EventOperation<ProcessorMemory> operation);
        return status != ShmStatus.Ok ? status
            : !PrimitivePlace.IsTimeout(nanoseconds) ? ShmStatus.InvalidArgument
            : PrimitiveCall<ProcessorMemory>.Run(operation, nanoseconds, FutexSleeper.Instance, bySignals: _segment.Interruptible);
    }

    internal ShmStatus Find(out EventOperation<ProcessorMemory> operation)
    {
        operation = default;
        if (_segment is null)
            return ShmStatus.InvalidHandle;
        ShmStatus status = PrimitivePlace.Find(_segment, _offset, Size, PrimitiveConstants.EventMagic, writable: true, out byte* place);
        operation = new((EventState*)place);
        return status;
    }
}
