using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>The shape of a channel: what its creator fixes.</summary>
internal readonly record struct ChannelGeometry
{
    public required ChannelKind Kind { get; init; }

    public ChannelFlags Flags { get; init; }

    public required uint ParticipantCount { get; init; }

    /// <summary>A power of two.</summary>
    public required ulong SlotCount { get; init; }

    /// <summary>Payload bytes of a slot.</summary>
    public required uint Capacity { get; init; }

    public uint SchemaCount { get; init; }

    public ulong FirstSequence { get; init; }

    public ulong History { get; init; }

    public static ulong ParticipantsOffset => ChannelConstants.HeaderSize;

    public ulong SchemaOffset => ParticipantsOffset + ((ulong)ParticipantCount * ChannelConstants.ParticipantSize);

    public ulong SlotsOffset => AlignUp(SchemaOffset + (SchemaCount * 64UL), ChannelConstants.HeaderSize);

    public uint Stride => (uint)AlignUp(ChannelConstants.SlotHeaderSize + (ulong)Capacity, ChannelConstants.SlotAlignment);

    /// <summary>Bytes of the whole channel; the counts are bounded so that this cannot overflow.</summary>
    public ulong TotalSize => SlotsOffset + (SlotCount * Stride);

    /// <summary>Whether those may read it who take no entry and hold no lock.</summary>
    public bool IsObservable => Kind == ChannelKind.Value || (Flags & ChannelFlags.Observable) != 0;

    /// <summary>Whether there is one sender at a time, in entry 0.</summary>
    public bool IsExclusive => Kind == ChannelKind.Value || (Kind == ChannelKind.Topic && (Flags & ChannelFlags.Concurrent) == 0);

    private static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
