using ShmNative.Layout;
using ShmNative.Programs;
using ShmNative.Segments;

namespace ShmNative.Client;

/// <summary>What the client is asked to do. As it is made, it means the demo.</summary>
internal sealed record ClientOptions
{
    public SegmentAddress Address { get; init; } = SegmentAddress.Parse(ShmConstants.DemoAddress);

    /// <summary>The fields to read.</summary>
    public MessageDefinition Message { get; init; } = new([], isPacked: false);

    /// <summary>Where to write the file that the segment carries; null = nowhere, - = standard output.</summary>
    public string? To { get; init; }

    public bool Grid { get; init; }

    /// <summary>Where to write the picture of the grid; null = nowhere, - = standard output.</summary>
    public string? Svg { get; init; }

    public bool Hex { get; init; }

    public bool Json { get; init; }

    /// <summary>How long to wait for the segment.</summary>
    public TimeSpan Wait { get; init; }
}
