using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Segments;

namespace ShmNative.Primitives;

/// <summary>From a place in a segment to a primitive, checked each time: a segment may be closed, and anybody may write to it.</summary>
internal static unsafe class PrimitivePlace
{
    /// <summary>A primitive that is there: WRONG_KIND where the magic is another's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ShmStatus Find(Segment segment, long offset, int size, uint magic, bool writable, out byte* place)
    {
        ShmStatus status = segment.TryPlace(offset, size, writable, out place);
        if (status != ShmStatus.Ok)
            return status;

        // SYNC: acquire; pairs with the release of the magic in Initialise.
        return ProcessorMemory.LoadAcquire((uint*)place) == magic ? ShmStatus.Ok : ShmStatus.WrongKind;
    }

    /// <summary>Nanoseconds of a timeout, or below -1 for one that cannot be.</summary>
    public static long Nanoseconds(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? ShmConstants.Infinite
        : timeout < TimeSpan.Zero ? ShmConstants.Infinite - 1
        : Math.Min(timeout.Ticks, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;

    /// <summary>Whether a timeout in nanoseconds can be.</summary>
    public static bool IsTimeout(long nanoseconds) => nanoseconds >= ShmConstants.Infinite;

    /// <summary>Turns a refusal into the exception.</summary>
    public static void Require(ShmStatus status, Segment segment, long offset, string what)
    {
        if (status == ShmStatus.Ok)
            return;
        string why = status == ShmStatus.WrongKind ? "nothing of that kind was initialised there" : StatusText.Describe((int)status);
        throw new ShmException(status, $"{what} at offset {offset} of {segment.Address}: {why}");
    }
}
