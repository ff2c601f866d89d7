using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Malice;

/// <summary>
/// A process that writes what it likes where it likes: any word of the header, of an entry or before a payload, with the values that are
/// most likely to be believed.
/// </summary>
internal sealed unsafe class Corruptor(ChannelMap map, byte* memory, ulong size)
{
    /// <summary>What changes while a channel works; the rest of the header counts for those who come.</summary>
    private static readonly int[] s_words = [384, 388, 392, 512, 640, 768, 896, 1024, 1028, 1152, 1156];

    private static readonly int[] s_entryWords = [0, 8, 16, 20, 24, 32, 64];

    private static readonly ulong[] s_values =
    [
        0, 1, 2, 3, 255, 4095, 4096, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, 1UL << 46, 1UL << 47, (1UL << 48) - 1, 1UL << 48, 1UL << 62,
        1UL << 63, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    /// <summary>Writes one field.</summary>
    public void Scribble(ref Chance chance) => Write(Choose(ref chance), ref chance);

    /// <summary>A word of the header, of an entry, or of a slot.</summary>
    public byte* Choose(ref Chance chance)
    {
        switch (chance.Below(8))
        {
            case 0:
                return memory + (chance.Below(1408 / 4) * 4); // any word of the header
            case 1 or 2 or 3:
                return memory + chance.Of<int>(s_words);
            case 4 or 5:
                return (byte*)(map.Participants + chance.Below((int)map.ParticipantCount)) + chance.Of<int>(s_entryWords);
            default:
                return (byte*)map.Slot(chance.Next()) + chance.Of<int>([0, 0, 0, 8, 8, 12]);
        }
    }

    /// <summary>Gives a word a value that somebody may fall for.</summary>
    public void Write(byte* place, ref Chance chance)
    {
        long offset = place - memory;
        bool inSlots = place >= (byte*)map.Slot(0);
        long inSlot = inSlots ? (place - (byte*)map.Slot(0)) % (long)Stride : 0;
        if (inSlots && inSlot == 0)
            *(ulong*)place = State(*(ulong*)place, ref chance);
        else if (inSlots || offset % 8 != 0 || IsNarrow(offset))
            *(uint*)place = (uint)Value(*(uint*)place, ref chance);
        else
            *(ulong*)place = Value(*(ulong*)place, ref chance);
    }

    private ulong Stride => (ulong)((byte*)map.Slot(1) - (byte*)map.Slot(0));

    private static bool IsNarrow(long offset) =>
        offset is 8 or 16 or 40 or 256 or 384 or 392 or 1024 or 1152
        || (offset >= ChannelConstants.HeaderSize && (offset - ChannelConstants.HeaderSize) % ChannelConstants.ParticipantSize == 16);

    private ulong Value(ulong now, ref Chance chance)
    {
        ulong slots = map.SlotCount;
        ChannelHeader* header = map.Header;
        return chance.Below(6) switch
        {
            0 => chance.Of<ulong>(s_values),
            1 => now ^ (1UL << chance.Below(64)),
            2 => now + chance.Of<ulong>([1, ulong.MaxValue, slots, 0 - slots, 2 * slots, 8 * slots, 0 - (8 * slots), 1UL << 40, 1UL << 48]),
            3 => chance.Of<ulong>([header->Tail, header->Head, header->Gate, header->Latest]) + chance.Of<ulong>([0, 1, ulong.MaxValue, slots, 0 - slots]),
            4 => chance.Of<ulong>([map.Capacity, map.Capacity + 1, slots, slots - 1, slots * 2, size, size - 1, size + 1, map.ParticipantCount, map.ParticipantCount + 1]),
            _ => chance.Next() >> chance.Below(64),
        };
    }

    private ulong State(ulong now, ref Chance chance)
    {
        if (chance.OneIn(8))
            return chance.Next();
        if (chance.OneIn(8))
            return now ^ (1UL << chance.Below(64));
        ulong slots = map.SlotCount;
        ulong sequence = chance.OneIn(2)
            ? now >> ChannelConstants.SequenceShift
            : chance.Of<ulong>([map.Header->Tail, map.Header->Head, map.Header->Latest, now >> ChannelConstants.SequenceShift, 0, 1]);
        sequence += chance.Of<ulong>([0, 0, 0, 1, ulong.MaxValue, slots, 0 - slots, 2 * slots, 5 * slots, 1UL << 40, 1UL << 47]);
        uint owner = chance.Of<uint>([0, 0, 1, 2, 3, map.ParticipantCount, map.ParticipantCount + 1, 4095]);
        uint phase = chance.OneIn(8) ? (uint)chance.Below(16) : (uint)chance.Below(5);
        return SlotWord.Pack(sequence, (SlotPhase)phase, owner);
    }
}
