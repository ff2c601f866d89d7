using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer;

/// <summary>Stores to one word of the header reach nobody but the thread that makes them.</summary>
internal sealed class DropStoresTo(string member) : Mutation
{
    private readonly Dictionary<int, ulong> _own = [];

    public override ulong Load(VirtualThread thread, long address, ulong value) =>
        IsIt(address) && _own.TryGetValue(thread.Id, out ulong own) ? own : value;

    public override ulong? Store(VirtualThread thread, long address, ulong value) => IsIt(address) ? Keep(thread, value) : value;

    public override ulong? Exchange(VirtualThread thread, long address, ulong expected, ulong desired) =>
        IsIt(address) ? Keep(thread, desired) : desired;

    private bool IsIt(long address) => Words.IsHeader(address, member);

    private ulong? Keep(VirtualThread thread, ulong value)
    {
        _own[thread.Id] = value;
        return null;
    }
}

/// <summary>Which word of the channel an address is.</summary>
internal static unsafe class Words
{
    public static long Header(long offset) => (long)World.Current.Memory + offset;

    public static long Offset(string member) => System.Runtime.InteropServices.Marshal.OffsetOf<ChannelHeader>(member);

    public static bool IsHeader(long address, string member) => address == Header(Offset(member));

    public static bool IsEntry(long address, string member)
    {
        long offset = address - (long)World.Current.Memory - ChannelConstants.HeaderSize;
        long inEntry = System.Runtime.InteropServices.Marshal.OffsetOf<ParticipantEntry>(member);
        return offset >= 0 && offset < 8 * ChannelConstants.ParticipantSize && offset % ChannelConstants.ParticipantSize == inEntry;
    }

    /// <summary>The state word of a slot (the worlds' channels have 8 entries, no schema, and slots of 64 bytes).</summary>
    public static bool IsState(long address)
    {
        long offset = address - (long)World.Current.Memory - (2 * ChannelConstants.HeaderSize);
        return offset >= 0 && offset % ChannelConstants.SlotAlignment == 0;
    }

    public static SlotPhase PhaseOf(ulong word) => SlotWord.Phase(word);
}

/// <summary>Instead of burning a dead publisher's sequence, the slot is offered for it once more.</summary>
internal sealed class Rekindle(ulong slots) : Mutation
{
    public override ulong? Exchange(VirtualThread thread, long address, ulong expected, ulong desired)
    {
        if (!Words.IsState(address) || SlotWord.Phase(desired) != SlotPhase.Aborted)
            return desired;
        ulong sequence = desired >> ChannelConstants.SequenceShift;
        return sequence < slots ? SlotWord.Pack(sequence, SlotPhase.Empty) : SlotWord.Pack(sequence - slots, SlotPhase.Ready);
    }
}

/// <summary>Whoever takes an entry believes that it was free.</summary>
internal sealed class BlindEnter : Mutation
{
    public override ulong Load(VirtualThread thread, long address, ulong value) =>
        thread.Name == "newcomer" && Words.IsEntry(address, nameof(ParticipantEntry.Role)) ? 0 : value;
}

/// <summary>A successor takes a sequence that was being written for one that nobody has used.</summary>
internal sealed class ReuseOnHandOver : Mutation
{
    public override ulong Load(VirtualThread thread, long address, ulong value) =>
        thread.Name == "successor" && Words.IsState(address) && SlotWord.Phase(value) == SlotPhase.Writing ? SlotWord.Pack(0, SlotPhase.Empty) : value;
}
