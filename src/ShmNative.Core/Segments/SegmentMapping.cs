using ShmNative.Layout;

namespace ShmNative.Segments;

/// <summary>A mapped segment of one backend: what a <see cref="Segment"/> holds. Its members run in the process that mapped it.</summary>
internal abstract class SegmentMapping
{
    /// <summary>Under which address others find it.</summary>
    public required SegmentAddress Address { get; init; }

    /// <summary>Where it is mapped.</summary>
    public required nint Data { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>What creation did that the user should be told.</summary>
    public string? Notice { get; init; }

    /// <summary>Makes a hidden segment visible.</summary>
    public abstract void Publish();

    /// <summary>What the kernel knows of it.</summary>
    public abstract SegmentInfo Info();

    /// <summary>Unmaps it; <paramref name="remove"/>: and removes it, as its creator. Never throws.</summary>
    public abstract void Close(bool remove);

    /// <summary>Unmaps it in a forked child: whatever else it holds is the parent's.</summary>
    public abstract void CloseInForkedChild();
}
