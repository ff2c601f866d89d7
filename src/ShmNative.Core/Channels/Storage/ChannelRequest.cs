using ShmNative.Layout.Channels;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>What somebody wants of a channel.</summary>
internal sealed record ChannelRequest
{
    public required SegmentAddress Address { get; init; }

    public required ChannelKind Kind { get; init; }

    public required ParticipantRole Role { get; init; }

    public required PayloadType Type { get; init; }

    /// <summary>The shape of the channel, if this request may create it.</summary>
    public ChannelGeometry? Geometry { get; init; }

    public Permissions Permissions { get; init; } = new(0x180, null); // 0600

    /// <summary>The participant's name, for tools.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whose memory may be used.</summary>
    public required Trust Trust { get; init; }

    /// <summary>How long to wait for somebody to create it.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether it is only looked at: no entry, read-only.</summary>
    public bool Observes { get; init; }

    /// <summary>Where to look for it.</summary>
    public ChannelStore Store { get; init; } = ChannelStore.Kernel;
}
