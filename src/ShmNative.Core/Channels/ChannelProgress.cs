using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>What a channel's words say of how far it has come. Snapshots: nothing is decided by them that has to be exact at every moment.</summary>
internal static unsafe class ChannelProgress<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>Messages that somebody who lives has still to take; of a queue, anybody.</summary>
    public static ulong Pending(in EndpointContext context) => context.Map.Kind switch
    {
        ChannelKind.Topic => Behind(context, ofTheLiving: true),
        ChannelKind.Queue => Used(context.Map),
        _ => 0,
    };

    /// <summary>Messages that a killed subscriber had still to take; 0 again once somebody has cleaned up after it.</summary>
    public static ulong Abandoned(in EndpointContext context) => context.Map.Kind == ChannelKind.Topic ? Behind(context, ofTheLiving: false) : 0;

    /// <summary>The living in a role, without oneself.</summary>
    public static int CountOthers(in EndpointContext context, ParticipantRole role)
    {
        int others = 0;
        for (int i = 0, used = ParticipantTable<TMemory>.Used(context.Map); i < used; i++)
            others += i != context.Index && IsLive(context, i, role) ? 1 : 0;
        return others;
    }

    /// <summary>Whether all the living in a role have entries behind one's own.</summary>
    public static bool IsFirst(in EndpointContext context, ParticipantRole role)
    {
        for (int i = 0; i < context.Index; i++)
        {
            if (IsLive(context, i, role))
                return false;
        }

        return true;
    }

    private static bool IsLive(in EndpointContext context, int index, ParticipantRole role) =>
        TMemory.LoadAcquire(&context.Map.Participants[index].Role) == (uint)role && context.Locks.IsHeld(index);

    private static ulong Behind(in EndpointContext context, bool ofTheLiving)
    {
        ChannelMap map = context.Map;
        ulong tail = TMemory.LoadAcquire(&map.Header->Tail);
        ulong most = 0;
        for (int i = 0, used = ParticipantTable<TMemory>.Used(map); i < used; i++)
        {
            ulong cursor = TMemory.LoadAcquire(&map.Participants[i].Cursor);
            if (cursor < tail && context.Locks.IsHeld(i) == ofTheLiving)
                most = Math.Max(most, tail - cursor);
        }

        return most;
    }

    private static ulong Used(in ChannelMap map)
    {
        ulong used = 0;
        for (ulong i = 0; i < map.SlotCount; i++)
            used += SlotWord.Phase(TMemory.LoadAcquire(&map.Slot(i)->State)) != SlotPhase.Empty ? 1u : 0;
        return used;
    }
}
