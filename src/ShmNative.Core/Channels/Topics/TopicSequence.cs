using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>What there is to say of a topic's sequence that a receiver has come to.</summary>
internal static unsafe class TopicSequence<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>EMPTY or CLOSED while it has not come; OK when there is something to do: a message, one to be skipped, or one that is gone.</summary>
    public static ShmStatus Peek(in ChannelMap map, ulong sequence)
    {
        SlotHeader* slot = map.Slot(sequence);
        ulong word = TMemory.LoadAcquire(&slot->State);
        long distance = SlotWord.Distance(word, sequence);
        bool comes = distance < 0 || (distance == 0 && SlotWord.Phase(word) is SlotPhase.Empty or SlotPhase.Writing);
        return comes ? NothingYet(map, slot, sequence) : ShmStatus.Ok;
    }

    /// <summary>It has not come: EMPTY, or CLOSED when it never will.</summary>
    public static ShmStatus NothingYet(in ChannelMap map, SlotHeader* slot, ulong sequence)
    {
        if (TMemory.LoadAcquire(&map.Header->Closed) == 0)
            return ShmStatus.Empty;

        // SYNC: CLOSED before the slot; pairs with End and with the claim in ConcurrentPublisher. A claim that stands is waited for.
        ulong word = TMemory.LoadAcquire(&slot->State);
        bool unclaimed = SlotWord.Distance(word, sequence) < 0 || SlotWord.Phase(word) == SlotPhase.Empty;
        return unclaimed ? ShmStatus.Closed : ShmStatus.Empty;
    }
}
