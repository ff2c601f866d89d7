using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Makes a channel in which nobody lives as good as a new one, where it stands: for a creator who may write what the dead left but not remove it.
/// The caller holds the whole table. What nobody took is passed over: a queue's messages as if they had been taken, a topic's as if their sender had
/// died. Sequences go on, so that observers see nothing that participants could not have done. Who dies in here leaves the rest to the next creator.
/// A value keeps its newest message: there is one for ever once there was.
/// </summary>
internal static unsafe class FreshStart<TMemory>
    where TMemory : struct, ISharedMemory
{
    public static void Begin(in ChannelMap map)
    {
        for (int i = 0; i < map.ParticipantCount; i++)
        {
            if (ParticipantTable<TMemory>.IsUsed(map.Participants + i))
                Repair<TMemory>.Entry(map, i);
        }

        ulong tail = TMemory.LoadAcquire(&map.Header->Tail);
        for (ulong i = 0; i < map.SlotCount && map.Kind != ChannelKind.Value; i++)
            PassOver(map, tail + i);

        // SYNC: release; pairs with the acquire loads of CLOSED: who may send again finds the slots as above.
        TMemory.StoreRelease(&map.Header->Closed, 0);
    }

    /// <summary>Passes over the message in the slot that a sequence shares.</summary>
    private static void PassOver(in ChannelMap map, ulong near)
    {
        ulong* state = &map.Slot(near)->State;
        ulong word = TMemory.LoadAcquire(state);
        if (SlotWord.Phase(word) != SlotPhase.Ready)
            return;
        ulong sequence = SlotWord.Sequence(word, near);
        _ = TMemory.CompareExchange(state, word, map.Kind == ChannelKind.Queue
            ? SlotWord.Pack(sequence + map.SlotCount, SlotPhase.Empty)
            : SlotWord.Pack(sequence, SlotPhase.Aborted));
    }
}
