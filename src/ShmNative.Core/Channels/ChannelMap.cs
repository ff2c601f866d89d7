using System.Runtime.CompilerServices;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>
/// Where everything is in a mapped channel. The geometry was loaded once from the header and validated; nobody reads it from shared memory
/// again, so what another process writes there later moves no pointer of ours.
/// </summary>
internal readonly unsafe struct ChannelMap(byte* memory, in ChannelGeometry geometry)
{
    private readonly byte* _slots = memory + geometry.SlotsOffset;
    private readonly ulong _mask = geometry.SlotCount - 1;
    private readonly nuint _stride = geometry.Stride;

    public readonly ChannelHeader* Header = (ChannelHeader*)memory;

    public readonly ParticipantEntry* Participants = (ParticipantEntry*)(memory + ChannelGeometry.ParticipantsOffset);

    public readonly ulong SlotCount = geometry.SlotCount;

    public readonly uint Capacity = geometry.Capacity;

    public readonly uint ParticipantCount = geometry.ParticipantCount;

    public readonly ulong FirstSequence = geometry.FirstSequence;

    public readonly ulong History = geometry.History;

    public readonly ChannelKind Kind = geometry.Kind;

    public readonly ChannelFlags Flags = geometry.Flags;

    public byte* Slots => _slots;

    public uint Stride => (uint)_stride;

    public bool Has(ChannelFlags flag) => (Flags & flag) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotHeader* Slot(ulong sequence) => (SlotHeader*)(_slots + ((nuint)(sequence & _mask) * _stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Payload(SlotHeader* slot) => (byte*)slot + ChannelConstants.SlotHeaderSize;

    /// <summary>Whether two sequences live in one slot.</summary>
    public bool SharesSlot(ulong one, ulong other) => ((one ^ other) & _mask) == 0;

    /// <summary>The entry of a state word's owner, or -1 when the word names nobody that can be.</summary>
    public int IndexOfOwner(ulong word)
    {
        uint owner = SlotWord.Owner(word);
        return owner >= 1 && owner <= ParticipantCount ? (int)owner - 1 : -1;
    }
}
