using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Queues;

/// <summary>A queue's producer.</summary>
internal sealed unsafe class Producer<TMemory>(in EndpointContext context) : CompetingSender<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    protected override LentFlags LentAs => LentFlags.Queue;

    protected override ShmStatus Claim(ref SlotHeader* claimed)
    {
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        for (ulong steps = 0; steps <= 2 * Map.SlotCount; steps++)
        {
            SlotHeader* slot = Map.Slot(tail);
            ulong word = TMemory.LoadAcquire(&slot->State);
            long distance = SlotWord.Distance(word, tail);
            bool empty = SlotWord.Phase(word) == SlotPhase.Empty;
            if (distance == 0 && empty)
            {
                if (TryTake(slot, word, tail))
                    return Taken(slot, tail, ref claimed);
            }
            else if (distance >= 0)
            {
                Hint<TMemory>.Help(&Header->Tail, tail);
                tail++;
            }
            else
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh == tail)
                    return empty ? ShmStatus.Corrupt : Blocked(); // the tail is never ahead of an unused slot
                tail = fresh;
            }
        }

        return ShmStatus.Full;
    }

    protected override bool HasRoom(ulong tail)
    {
        long distance = 0;
        for (ulong steps = 0; steps <= 2 * Map.SlotCount && distance >= 0; steps++, tail++)
        {
            ulong word = TMemory.LoadAcquire(&Map.Slot(tail)->State);
            distance = SlotWord.Distance(word, tail);
            if (distance == 0 && SlotWord.Phase(word) == SlotPhase.Empty)
                return true;
        }

        return false;
    }

    /// <summary>A queue's sequences carry no promise: the slot is free for the next round.</summary>
    protected override ulong GivenUp(ulong sequence) => SlotWord.Pack(sequence + Map.SlotCount, SlotPhase.Empty);
}
