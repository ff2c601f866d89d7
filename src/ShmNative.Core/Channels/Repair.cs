using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Gives back all that a participant held. The caller holds the lock of its entry: the participant itself when it leaves, or whoever found it
/// dead. A repairer may die anywhere in here; the next one does it again. Whoever calls wakes both sides afterwards.
/// </summary>
internal static unsafe class Repair<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>Consumers may move the head between a load and the exchange, but not for ever: that is somebody who wants to keep us here.</summary>
    private const int MostTries = 1 << 16;

    public static void Entry(in ChannelMap map, int index)
    {
        ParticipantEntry* entry = map.Participants + index;
        uint owner = (uint)index + 1;
        ulong intent = TMemory.LoadAcquire(&entry->Intent);
        if (intent != ChannelConstants.NoSequence)
            Slots(map, intent, owner);

        TMemory.StoreRelease(&entry->Intent, ChannelConstants.NoSequence);
        TMemory.StoreRelease(&entry->Cursor, ChannelConstants.NoSequence);
        // Last: the entry counts as dead, and is repaired again, until everything above is done.
        TMemory.StoreRelease(&entry->Role, (uint)ParticipantRole.Free);
    }

    /// <summary>Walks from the lowest sequence that the owner may hold to the first that nobody has claimed.</summary>
    private static void Slots(in ChannelMap map, ulong from, uint owner)
    {
        for (ulong i = 0; i < map.SlotCount; i++)
        {
            ulong sequence = from + i;
            ulong* state = &map.Slot(sequence)->State;
            ulong word = TMemory.LoadAcquire(state);
            long distance = SlotWord.Distance(word, sequence);
            if (distance < 0 || (distance == 0 && SlotWord.Phase(word) == SlotPhase.Empty))
                return;
            if (SlotWord.Owner(word) == owner)
                Slot(map, word, SlotWord.Sequence(word, sequence));
        }
    }

    private static void Slot(in ChannelMap map, ulong word, ulong sequence)
    {
        ulong* state = &map.Slot(sequence)->State;
        switch (SlotWord.Phase(word))
        {
            case SlotPhase.Writing when map.Kind == ChannelKind.Queue:
                // Nobody saw the payload, and a queue's sequences carry no promise: the slot is free for the next lap.
                TMemory.CompareExchange(state, word, SlotWord.Pack(sequence + map.SlotCount, SlotPhase.Empty));
                break;

            case SlotPhase.Writing:
                Burn(map, state, word, sequence);
                break;

            case SlotPhase.Reading when map.Has(ChannelFlags.AtMostOnce):
                if (TMemory.CompareExchange(state, word, SlotWord.Pack(sequence + map.SlotCount, SlotPhase.Empty)))
                    TMemory.Add(&map.Header->Dropped, 1);
                break;

            case SlotPhase.Reading:
                // SYNC: pairs with the consumer that sees READY and then walks from head: head comes down first, so that a repairer who
                // dies between the two leaves nothing behind head that is READY.
                LowerHead(map, sequence);
                if (TMemory.CompareExchange(state, word, SlotWord.Pack(sequence, SlotPhase.Ready, ChannelConstants.RedeliveredOwner)))
                    TMemory.Add(&map.Header->Redelivered, 1);
                break;
        }
    }

    /// <summary>Turns WRITING into ABORTED: a sequence once in WRITING is never used again, so late readers and writers agree to skip it.</summary>
    public static bool Burn(in ChannelMap map, ulong* state, ulong word, ulong sequence)
    {
        if (!TMemory.CompareExchange(state, word, SlotWord.Pack(sequence, SlotPhase.Aborted)))
            return false;
        TMemory.Add(&map.Header->AbortedCount, 1);
        return true;
    }

    private static void LowerHead(in ChannelMap map, ulong sequence)
    {
        ulong* head = &map.Header->Head;
        ulong now = TMemory.LoadAcquire(head);
        for (int tries = 0; now > sequence && tries < MostTries && !TMemory.CompareExchange(head, now, sequence); tries++)
            now = TMemory.LoadAcquire(head);
    }
}
