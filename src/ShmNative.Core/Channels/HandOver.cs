using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>Where an exclusive sender goes on when it takes over from one that left or died. The caller holds the role's lock.</summary>
internal static unsafe class HandOver<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>The first sequence that nobody has used, from a hint that is not after it.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.Corrupt"/>: the hint and the slots contradict each other.</exception>
    public static ulong FirstFree(in ChannelMap map, ulong hint)
    {
        if (!Inspection<TMemory>.IsClaimed(map, hint))
            throw Contradiction("tail", hint);
        ulong sequence = hint;
        for (ulong looked = 0; looked <= map.SlotCount; looked++)
        {
            ulong* state = &map.Slot(sequence)->State;
            ulong word = TMemory.LoadAcquire(state);
            long distance = SlotWord.Distance(word, sequence);
            SlotPhase phase = SlotWord.Phase(word);
            if (distance < 0 || phase == SlotPhase.Empty)
                return sequence;

            // Won or lost (a subscriber may burn it too): the sequence is not ours to reuse, because somebody may have skipped it.
            if (distance == 0 && phase == SlotPhase.Writing)
                Repair<TMemory>.Burn(map, state, word, sequence);
            sequence++;
        }

        throw Contradiction("tail", hint); // nobody claims more than a round
    }

    /// <summary>A value's next sequence: the first from the hint on that is not READY. What was only begun is begun again.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.Corrupt"/>: the hint and its slot contradict each other.</exception>
    public static ulong FirstAfterReady(in ChannelMap map, ulong hint)
    {
        if (hint != 0 && (hint < map.FirstSequence || !Inspection<TMemory>.IsClaimed(map, hint + 1)))
            throw Contradiction("latest", hint);
        ulong sequence = Math.Max(hint, map.FirstSequence);
        for (ulong looked = 0; looked < map.SlotCount; looked++, sequence++)
        {
            if (TMemory.LoadAcquire(&map.Slot(sequence)->State) != SlotWord.Pack(sequence, SlotPhase.Ready))
                return sequence;
        }

        return sequence;
    }

    private static ShmException Contradiction(string word, ulong hint) =>
        new(ShmStatus.Corrupt, $"the channel's {word} says {hint}, and its slots contradict it; remove the channel");
}
