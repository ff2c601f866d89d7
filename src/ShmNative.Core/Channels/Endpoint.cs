using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>What every endpoint is made with: the mapped channel, its own entry (-1: an observer's, which has none) and the kernel.</summary>
internal readonly record struct EndpointContext(ChannelMap Map, int Index, ParticipantLocks Locks, Sleeper Sleeper, bool Fence);

/// <summary>
/// One side of a channel, as one thread uses it: a state machine that never waits. It can say what blocks it, and clear that away;
/// <see cref="EndWaiter{TMemory}"/> waits for it.
/// </summary>
internal abstract unsafe class Endpoint<TMemory>
    where TMemory : struct, ISharedMemory
{
    protected Endpoint(in EndpointContext context)
    {
        Map = context.Map;
        Index = context.Index;
        Locks = context.Locks;
        Sleeper = context.Sleeper;
        ChannelHeader* header = Map.Header;
        Data = new(&header->DataWord, &header->DataFlag, Sleeper, context.Fence);
        Space = new(&header->SpaceWord, &header->SpaceFlag, Sleeper, context.Fence);
    }

    /// <summary>The mapped channel. A field, like the signals: the hot paths must not copy it.</summary>
    public readonly ChannelMap Map;

    /// <summary>This participant's entry in the table; -1 for an observer.</summary>
    public int Index { get; }

    /// <summary>The kernel.</summary>
    public Sleeper Sleeper { get; }

    protected ParticipantLocks Locks { get; }

    protected ChannelHeader* Header => Map.Header;

    protected ParticipantEntry* Entry => Map.Participants + Index;

    /// <summary>What this endpoint writes into the owner bits of a state word.</summary>
    protected uint Owner => (uint)Index + 1;

    /// <summary>Wakes receivers.</summary>
    protected readonly Signal<TMemory> Data;

    /// <summary>Wakes senders.</summary>
    protected readonly Signal<TMemory> Space;

    /// <summary>Counts calls that were not blocked.</summary>
    protected RemovalWatch Removal = new();

    /// <summary>What this endpoint sleeps on.</summary>
    public abstract Signal<TMemory> Awaited { get; }

    /// <summary>The other side's role.</summary>
    public abstract ParticipantRole PeerRole { get; }

    /// <summary>
    /// Looks at who stands in the way and cleans up after the dead. True: something changed, a new attempt is worth it.
    /// </summary>
    public abstract bool RemoveObstacles();

    /// <summary>Whether <see cref="RemoveObstacles"/> would find any. Changes nothing.</summary>
    public virtual bool HasObstacles() => ParticipantTable<TMemory>.IsAnyDead(Map, Locks);

    /// <summary>
    /// What the next attempt would find, without taking or changing anything: FULL or EMPTY when it would have to wait. The poller's thread may ask
    /// too, while the endpoint's own thread works: then the answer may be out of date.
    /// </summary>
    public abstract ShmStatus Peek();

    /// <summary>Whether anybody lives on the other side. An observer cannot ask: it assumes so.</summary>
    public virtual bool HasPeer() => Index < 0 || ParticipantTable<TMemory>.IsAnyLive(Map, Locks, PeerRole);

    /// <summary>Whether words contradict each other, and waiting would be for what cannot come.</summary>
    public bool IsContradicted() => !Inspection<TMemory>.TableHolds(Map, Index) || !MayWait();

    /// <summary>Whether the channel was removed, by the kernel's word too.</summary>
    public bool IsRemoved => IsRetired || (Index >= 0 && Locks.IsRemoved);

    /// <summary>As <see cref="IsRemoved"/>; what a remover died over is completed.</summary>
    public bool CompleteRemoval()
    {
        if (IsRetired)
            return true;
        if (!IsRemoved)
            return false;
        TMemory.StoreRelease(&Header->State, (uint)ChannelState.Retired);
        WakeBoth();
        return true;
    }

    /// <summary>Counts a call that is never blocked. True: the channel was removed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool LearnsOfRemoval() => Removal.Counts() && LooksForRemoval();

    /// <summary>After <see cref="RemovalWatch.Calls"/> calls: whether the channel was removed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected bool LooksForRemoval()
    {
        if (IsRetired || (Removal.MayAsk(Sleeper) && CompleteRemoval()))
            return true;
        Removal.Restart();
        return false;
    }

    /// <summary>Whether what blocks this endpoint may be.</summary>
    protected virtual bool MayWait() => true;

    /// <summary>Cleans up after all who died, and wakes everybody: what was given back may be what they wait for.</summary>
    protected bool RepairDead()
    {
        bool found = ParticipantTable<TMemory>.RepairDead(Map, Locks);
        if (found)
            WakeBoth();
        return found;
    }

    protected void WakeBoth()
    {
        Data.Wake();
        Space.Wake();
    }

    /// <summary>Whether the channel was removed: its name is free, or leads to another.</summary>
    protected bool IsRetired => TMemory.LoadAcquire(&Header->State) == (uint)ChannelState.Retired;

    protected int CountLive(ParticipantRole role) => ParticipantTable<TMemory>.CountLive(Map, Locks, role);
}
