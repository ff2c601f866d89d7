using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>What an opaque C pointer stands for; each kind of handle derives from it, so that a handle of another kind is not found.</summary>
internal abstract class Handle : IDisposable
{
    /// <summary>The pointer's value, given by <see cref="HandleTable"/>.</summary>
    public nuint Value { get; set; }

    public abstract void Dispose();
}

internal abstract class SegmentHandle(Segment segment) : Handle
{
    public Segment Segment { get; } = segment;

    public sealed override void Dispose() => Segment.Dispose();
}

internal sealed class Server(Segment segment) : SegmentHandle(segment);

internal sealed class Client(Segment segment) : SegmentHandle(segment);
