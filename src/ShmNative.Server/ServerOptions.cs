using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Programs;
using ShmNative.Segments;

namespace ShmNative.Server;

/// <summary>What the server is asked to do. As it is made, it means the demo.</summary>
internal sealed record ServerOptions
{
    public SegmentAddress Address { get; init; } = SegmentAddress.Parse(ShmConstants.DemoAddress);

    public long Size { get; init; } = ShmConstants.DemoSize;

    public uint Mode { get; init; } = ShmConstants.DefaultMode;

    public bool Replace { get; init; }

    /// <summary>The fields to write; each has a value.</summary>
    public MessageDefinition Message { get; init; } = new([], isPacked: false);

    /// <summary>The file to carry instead of a message; null = none, - = standard input.</summary>
    public string? From { get; init; }

    public bool Grid { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether to end when another process has read.</summary>
    public bool UntilRead { get; init; }

    /// <summary>How long to hold; null = until a signal.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>What the segment has when it carries a file: the length; the bytes follow it.</summary>
    public IEnumerable<FieldDefinition> Definitions =>
        From is null ? Message.Definitions : [new FieldDefinition("length", FieldType.UInt64, 0, 0)];
}
