using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Malice;

/// <summary>Shapes of channels, and the bytes of a fresh one of each. All have the same size: whole pages, up to the last byte.</summary>
internal sealed class Variant
{
    public const int Participants = 5;

    /// <summary>A page of header, one of participants, one of slots.</summary>
    public const int Size = 3 * 4096;

    private const ulong NearTheWrap = (1UL << ChannelConstants.SequenceBits) - 3;

    private static readonly (ChannelKind Kind, ChannelFlags Flags)[] s_kinds =
    [
        (ChannelKind.Topic, 0), (ChannelKind.Topic, ChannelFlags.Observable), (ChannelKind.Topic, ChannelFlags.Concurrent),
        (ChannelKind.Topic, ChannelFlags.Concurrent | ChannelFlags.Observable), (ChannelKind.Queue, 0), (ChannelKind.Queue, ChannelFlags.AtMostOnce),
        (ChannelKind.Value, 0),
    ];

    private unsafe Variant(ChannelGeometry geometry)
    {
        Geometry = geometry;
        Image = new byte[Size];
        fixed (byte* start = Image)
        {
            ChannelFormat.Initialise(start, geometry, PayloadType.Bytes);
            ((ChannelHeader*)start)->State = (uint)ChannelState.Ready;
        }
    }

    public static Variant[] All { get; } =
    [
        .. from kind in s_kinds
           from slots in (int[])[2, 4, 16]
           from first in (ulong[])[0, NearTheWrap]
           select new Variant(new()
           {
               Kind = kind.Kind,
               Flags = kind.Flags,
               ParticipantCount = Participants,
               SlotCount = (ulong)slots,
               Capacity = (uint)((4096 / slots) - ChannelConstants.SlotHeaderSize - (slots == 4 ? 3 : 0)),
               FirstSequence = kind.Kind == ChannelKind.Value ? first + 1 : first,
               History = kind.Kind == ChannelKind.Topic ? 1u : 0,
           }),
    ];

    public ChannelGeometry Geometry { get; }

    public byte[] Image { get; }
}
