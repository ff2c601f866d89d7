using ShmNative.Layout.Channels;
using ShmNative.Liveness;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Finds what contradicts itself in the words that block somebody: no correct process, dead or alive, leaves them so. For slow paths: who
/// is blocked looks now and then, and then reports CORRUPT instead of waiting for what cannot come. A lie that fits everything else is not found.
/// </summary>
internal static unsafe class Inspection<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>
    /// How many rounds of the slots a hint may be behind its slot: those who loaded it before it stopped go on for two rounds at most, and
    /// whoever starts from it helps it along first.
    /// </summary>
    private const long MostRoundsBehind = 4;

    /// <summary>Nobody has sent so many; below the first sequence it is too many as well.</summary>
    private const ulong MostSent = 1UL << 62;

    /// <summary>Whether any correct process could have written the word into the slot of a sequence.</summary>
    public static bool IsPossible(in ChannelMap map, ulong word, ulong sequence)
    {
        if (!map.SharesSlot(SlotWord.Sequence(word, sequence), sequence))
            return false;
        uint owner = SlotWord.Owner(word);
        bool queue = map.Kind == ChannelKind.Queue;
        return SlotWord.Phase(word) switch
        {
            SlotPhase.Empty => owner == 0,
            SlotPhase.Writing => map.IndexOfOwner(word) >= 0,
            SlotPhase.Ready => owner == 0 || (queue && owner == ChannelConstants.RedeliveredOwner && !map.Has(ChannelFlags.AtMostOnce)),
            SlotPhase.Reading => queue && map.IndexOfOwner(word) >= 0,
            SlotPhase.Aborted => !queue && owner == 0,
            _ => false,
        };
    }

    /// <summary>Whether the header and the table have what every participant knows.</summary>
    public static bool TableHolds(in ChannelMap map, int index)
    {
        uint used = TMemory.LoadAcquire(&map.Header->ParticipantsUsed);
        uint state = TMemory.LoadAcquire(&map.Header->State);
        return used <= map.ParticipantCount && used >= (uint)(index + 1) && state is (uint)ChannelState.Ready or (uint)ChannelState.Retired;
    }

    /// <summary>A topic's reader waits for a sequence; every one before it was claimed.</summary>
    public static bool TopicReaderMayWait(in ChannelMap map, ulong next)
    {
        ulong tail = TMemory.LoadAcquire(&map.Header->Tail);
        ulong word = TMemory.LoadAcquire(&map.Slot(next)->State);
        long distance = SlotWord.Distance(word, next);
        bool unused = SlotWord.Phase(word) == SlotPhase.Empty;
        bool unclaimed = distance < 0 || unused;

        // The tail was loaded first, and is never ahead: what it has passed was claimed.
        return IsPossible(map, word, next) && distance >= -(long)map.SlotCount && !(unused && distance < 0) && !(unclaimed && tail > next);
    }

    /// <summary>No joined subscriber's cursor is more than a round behind what is sent.</summary>
    public static bool CursorsHold(in ChannelMap map, ulong tail)
    {
        for (int i = 0, used = ParticipantTable<TMemory>.Used(map); i < used; i++)
        {
            // Before it has joined, its cursor may be anywhere: the role is looked at around it.
            ParticipantEntry* entry = map.Participants + i;
            if (TMemory.LoadAcquire(&entry->Role) != (uint)ParticipantRole.Receiver)
                continue;
            ulong cursor = TMemory.LoadAcquire(&entry->Cursor);
            bool behind = cursor < tail && tail - cursor > map.SlotCount;
            if (behind && TMemory.LoadAcquire(&entry->Role) == (uint)ParticipantRole.Receiver && TMemory.LoadAcquire(&entry->Cursor) == cursor)
                return false;
        }

        return true;
    }

    /// <summary>One of several senders waits for the slot of the tail.</summary>
    public static bool TailHolds(in ChannelMap map, ParticipantLocks locks)
    {
        ulong tail = TMemory.LoadAcquire(&map.Header->Tail);
        ulong* state = &map.Slot(tail)->State;
        ulong word = TMemory.LoadAcquire(state);
        if (!IsPossible(map, word, tail) || !IsClaimed(map, tail))
            return false;
        long distance = SlotWord.Distance(word, tail);
        if (distance >= 0)
            return !IsFarBehind(map, distance, &map.Header->Tail, tail);
        bool stranded = SlotWord.Phase(word) switch
        {
            SlotPhase.Empty => true,
            SlotPhase.Ready => map.Kind == ChannelKind.Queue && TMemory.LoadAcquire(&map.Header->Head) > tail - map.SlotCount,
            SlotPhase.Writing or SlotPhase.Reading => IsOrphan(map, locks, word),
            _ => false,
        };
        return distance == -(long)map.SlotCount && !(stranded && TMemory.LoadAcquire(state) == word);
    }

    /// <summary>A consumer found nothing between the head and the first slot that nobody has claimed.</summary>
    public static bool HeadHolds(in ChannelMap map, ParticipantLocks locks)
    {
        ulong tail = TMemory.LoadAcquire(&map.Header->Tail);
        ulong head = TMemory.LoadAcquire(&map.Header->Head);
        for (ulong i = 0; i <= 2 * map.SlotCount; i++)
        {
            ulong sequence = head + i;
            ulong* state = &map.Slot(sequence)->State;
            ulong word = TMemory.LoadAcquire(state);
            long distance = SlotWord.Distance(word, sequence);
            SlotPhase phase = SlotWord.Phase(word);
            if (!IsPossible(map, word, sequence))
                return false;
            if (distance < 0 || (distance == 0 && phase == SlotPhase.Empty))
                return tail <= sequence && (distance == 0 || MayBeARoundBehind(map, word, sequence, head));
            if (distance > 0 && i == 0 && IsFarBehind(map, distance, &map.Header->Head, head))
                return false;
            if (distance == 0 && phase != SlotPhase.Ready && IsOrphan(map, locks, word) && TMemory.LoadAcquire(state) == word)
                return false;
        }

        return true;
    }

    /// <summary>Whether a sequence before which everything was claimed follows one that was.</summary>
    public static bool IsClaimed(in ChannelMap map, ulong tail)
    {
        if (tail == map.FirstSequence)
            return true;
        if (tail - map.FirstSequence > MostSent)
            return false;
        ulong word = TMemory.LoadAcquire(&map.Slot(tail - 1)->State);
        long distance = SlotWord.Distance(word, tail - 1);
        bool unused = SlotWord.Phase(word) == SlotPhase.Empty; // of a queue: free again, for a later round
        return unused ? distance > 0 && map.Kind == ChannelKind.Queue : distance >= 0;
    }

    /// <summary>A slot whose message is a round older than the one looked for: somebody may still read it. Untaken it cannot be if the head is beyond.</summary>
    private static bool MayBeARoundBehind(in ChannelMap map, ulong word, ulong sequence, ulong head)
    {
        SlotPhase phase = SlotWord.Phase(word);
        if (phase == SlotPhase.Empty || SlotWord.Distance(word, sequence) < -(long)map.SlotCount)
            return false;
        bool behindHead = sequence - head < map.SlotCount && phase is SlotPhase.Ready or SlotPhase.Writing;

        // Given back since by a repairer, it would have lowered the head first.
        return !behindHead || TMemory.LoadAcquire(&map.Header->Head) != head || TMemory.LoadAcquire(&map.Slot(sequence)->State) != word;
    }

    private static bool IsFarBehind(in ChannelMap map, long distance, ulong* hint, ulong sequence) =>
        distance > MostRoundsBehind * (long)map.SlotCount && TMemory.LoadAcquire(hint) == sequence;

    /// <summary>A claim of somebody who is not there and left nothing to repair: repair changes the slots before the role.</summary>
    private static bool IsOrphan(in ChannelMap map, ParticipantLocks locks, ulong word)
    {
        int owner = map.IndexOfOwner(word);
        return owner < 0 || (!ParticipantTable<TMemory>.IsUsed(map.Participants + owner) && !locks.IsHeld(owner));
    }
}
