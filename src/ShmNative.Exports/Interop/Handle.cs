using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>What an opaque C pointer stands for; each kind of handle derives from it, so that a handle of another kind is not found.</summary>
internal abstract class Handle : IDisposable
{
    /// <summary>The pointer's value, given by <see cref="HandleTable"/>.</summary>
    public nuint Value { get; set; }

    public abstract void Dispose();
}

/// <summary>A segment behind a pointer to <typeparamref name="TPointed"/>, which C never looks into: it only tells the kinds apart.</summary>
internal sealed class SegmentHandle<TPointed>(Segment segment) : Handle
    where TPointed : unmanaged
{
    public Segment Segment { get; } = segment;

    public override void Dispose() => Segment.Dispose();
}

/// <summary>An end of a channel.</summary>
internal sealed class EndHandle<TEnd>(TEnd end) : Handle
    where TEnd : ShmEndpoint
{
    public TEnd End { get; } = end;

    /// <summary>What ended a batch whose first messages were returned, when nobody would tell it again: the next call returns it.</summary>
    public ShmStatus Deferred { get; set; }

    public override void Dispose() => End.Dispose();
}
