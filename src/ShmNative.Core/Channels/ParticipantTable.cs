using ShmNative.Layout.Channels;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>The participants' table: entering it, leaving it, and looking after those who could not leave.</summary>
internal static unsafe class ParticipantTable<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>It only grows, by as many as there are: more tries are against somebody who takes it back.</summary>
    private const uint MostTries = 2 * ChannelConstants.MaxParticipants;

    /// <summary>How many entries need looking at. Hostile like everything in shared memory: never more than there are.</summary>
    public static int Used(in ChannelMap map) => (int)Math.Min(TMemory.LoadAcquire(&map.Header->ParticipantsUsed), map.ParticipantCount);

    /// <summary>
    /// Makes the entry, whose lock the caller holds, its own: what a dead predecessor left is repaired first. The cursor stays
    /// <see cref="ChannelConstants.NoSequence"/>; a reliable subscriber sets it by itself.
    /// </summary>
    public static void Enter(in ChannelMap map, int index, ParticipantRole role)
    {
        ParticipantEntry* entry = map.Participants + index;
        if (TMemory.Load(&entry->Role) != (uint)ParticipantRole.Free)
            Repair<TMemory>.Entry(map, index);
        TMemory.Store(&entry->Cursor, ChannelConstants.NoSequence);
        TMemory.Store(&entry->Intent, ChannelConstants.NoSequence);
        TMemory.Store(&entry->Lost, 0);

        // Publishers look at the entries below the mark only: it must cover this one before the cursor can count. Scans load the mark first.
        uint* used = &map.Header->ParticipantsUsed;
        uint now = TMemory.LoadAcquire(used);
        for (uint tries = 0; now < (uint)index + 1 && tries < MostTries; tries++)
        {
            TMemory.CompareExchange(used, now, (uint)index + 1);
            now = TMemory.LoadAcquire(used);
        }

        TMemory.StoreRelease(&entry->Role, (uint)role);
    }

    /// <summary>
    /// Gives back all that the entry holds, and then the entry itself: its lock is what <paramref name="hold"/> holds. Everybody is woken in
    /// between: what was given back may be what they wait for.
    /// </summary>
    public static void Leave(in ChannelMap map, int index, Sleeper sleeper, IDisposable hold)
    {
        Repair<TMemory>.Entry(map, index);
        WakeAll(map, sleeper);
        hold.Dispose();
    }

    /// <summary>Wakes both sides.</summary>
    public static void WakeAll(in ChannelMap map, Sleeper sleeper)
    {
        ChannelHeader* header = map.Header;
        new Signal<TMemory>(&header->DataWord, &header->DataFlag, sleeper, false).Wake();
        new Signal<TMemory>(&header->SpaceWord, &header->SpaceFlag, sleeper, false).Wake();
    }

    /// <summary>Counts the living in a role.</summary>
    public static int CountLive(in ChannelMap map, ParticipantLocks locks, ParticipantRole role)
    {
        int live = 0;
        for (int i = 0, used = Used(map); i < used; i++)
        {
            if (TMemory.LoadAcquire(&map.Participants[i].Role) == (uint)role && locks.IsHeld(i))
                live++;
        }

        return live;
    }

    /// <summary>Repairs every entry whose holder is gone, each under its lock. True when there was one.</summary>
    public static bool RepairDead(in ChannelMap map, ParticipantLocks locks)
    {
        bool found = false;
        for (int i = 0, used = Used(map); i < used; i++)
            found |= IsUsed(map.Participants + i) && RepairIfDead(map, locks, i);
        return found;
    }

    /// <summary>Whether an entry waits to be repaired.</summary>
    public static bool IsAnyDead(in ChannelMap map, ParticipantLocks locks)
    {
        bool found = false;
        for (int i = 0, used = Used(map); i < used && !found; i++)
            found = IsUsed(map.Participants + i) && !locks.IsHeld(i);
        return found;
    }

    /// <summary>A cursor gates whatever the role says: one that was left in a free entry has to go too.</summary>
    public static bool IsUsed(ParticipantEntry* entry) =>
        TMemory.LoadAcquire(&entry->Role) != (uint)ParticipantRole.Free || TMemory.LoadAcquire(&entry->Cursor) != ChannelConstants.NoSequence;

    /// <summary>Repairs the entry if its holder is gone. Only under its lock: otherwise one who took it meanwhile would be robbed.</summary>
    public static bool RepairIfDead(in ChannelMap map, ParticipantLocks locks, int index)
    {
        if (locks.IsHeld(index) || !locks.TryLock(index))
            return false;
        bool dead = IsUsed(map.Participants + index);
        if (dead)
        {
            Repair<TMemory>.Entry(map, index);
            TMemory.Add(&map.Header->Recoveries, 1);
        }

        locks.Unlock(index);
        return dead;
    }
}
