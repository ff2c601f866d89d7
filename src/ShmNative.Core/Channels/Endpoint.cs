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
/// One side of a channel, as one thread uses it: the try forms are its kind's own, waiting is the same for all and lives here.
/// </summary>
internal abstract unsafe class Endpoint<TMemory>
    where TMemory : struct, ISharedMemory
{
    private const int MostRepairs = 4096;
    private const int FirstSpins = 256;
    private const int LeastSpins = 16;
    private const int MostSpins = 4096;
    private const uint MostTriesBetweenLooks = 1024;
    private const long BetweenLooks = 10_000_000;

    private readonly Sleeper _sleeper;
    private int _spins = FirstSpins;
    private int _repairs;
    private int _cancelled;
    private uint _blockedTries;
    private long _lastLook;

    protected Endpoint(in EndpointContext context)
    {
        Map = context.Map;
        Index = context.Index;
        Locks = context.Locks;
        _sleeper = context.Sleeper;
        ChannelHeader* header = Map.Header;
        Data = new(&header->DataWord, &header->DataFlag, _sleeper, context.Fence);
        Space = new(&header->SpaceWord, &header->SpaceFlag, _sleeper, context.Fence);
    }

    /// <summary>The mapped channel. A field, like the signals: the hot paths must not copy it.</summary>
    public readonly ChannelMap Map;

    /// <summary>This participant's entry in the table; -1 for an observer.</summary>
    public int Index { get; }

    /// <summary>Whether a blocked call goes on when nobody is on the other side, rather than report NO_PEER.</summary>
    public bool WaitForPeer { get; set; }

    /// <summary>Whether a blocked call looks again for a little while before it sleeps.</summary>
    public bool Spins
    {
        get => _spins > 0;
        set => _spins = value ? FirstSpins : 0;
    }

    protected ParticipantLocks Locks { get; }

    protected ChannelHeader* Header => Map.Header;

    protected ParticipantEntry* Entry => Map.Participants + Index;

    /// <summary>What this endpoint writes into the owner bits of a state word.</summary>
    protected uint Owner => (uint)Index + 1;

    /// <summary>Wakes receivers.</summary>
    protected readonly Signal<TMemory> Data;

    /// <summary>Wakes senders.</summary>
    protected readonly Signal<TMemory> Space;

    /// <summary>What this endpoint sleeps on.</summary>
    protected abstract Signal<TMemory> Awaited { get; }

    /// <summary>The other side's role.</summary>
    protected abstract ParticipantRole PeerRole { get; }

    /// <summary>The non-blocking operation: FULL or EMPTY when it has to wait.</summary>
    protected abstract ShmStatus Attempt();

    /// <summary>
    /// Looks at who stands in the way and cleans up after the dead. True: something changed, a new attempt is worth it.
    /// </summary>
    public abstract bool RemoveObstacles();

    /// <summary>
    /// What the next attempt would find, without taking or changing anything: FULL or EMPTY when it would have to wait. The poller's thread may ask
    /// too, while the endpoint's own thread works: then the answer may be out of date.
    /// </summary>
    public abstract ShmStatus Peek();

    /// <summary>As an attempt after which we know why it is blocked, but nothing is taken.</summary>
    public ShmStatus LookWithoutTaking() => Look(takes: false);

    /// <summary>Whether <see cref="LookWithoutTaking"/> may find something new. Changes nothing; also for the poller's thread.</summary>
    public bool NeedsLook() =>
        !IsBlocked(Peek()) || IsRetired || (Index >= 0 && Locks.IsRemoved) || Volatile.Read(ref _cancelled) != 0 || IsContradicted() || HasObstacles()
        || !(WaitForPeer || HasPeer());

    /// <summary>Tries that were blocked since the last look at why.</summary>
    public uint BlockedTries { get => _blockedTries; set => _blockedTries = value; }

    /// <summary>What this endpoint sleeps on.</summary>
    public uint* AwaitedWord => Awaited.Word;

    /// <summary>Says that somebody is about to sleep, as far as an observer can; others are not fenced by this.</summary>
    public uint Announce() => Index >= 0 ? Awaited.AnnounceUnfenced() : Awaited.Observe();

    /// <summary>The descriptor that says when a look may be worth it; null while nobody asked for one.</summary>
    public PollSource? PollSource { get; set; }

    /// <summary>Whether what blocks this endpoint may be: false when words contradict each other, and waiting would be for what cannot come.</summary>
    protected virtual bool MayWait() => true;

    /// <summary>Ends the wait that this endpoint is in, or else its next one. From any thread.</summary>
    public void Cancel()
    {
        Volatile.Write(ref _cancelled, 1);
        if (Index >= 0)
            Awaited.Wake();
    }

    /// <summary>Attempts until it works, the time is over, or waiting makes no sense any more.</summary>
    /// <param name="nanoseconds">0 = once, <see cref="ShmConstants.Infinite"/> = for ever.</param>
    public ShmStatus AttemptFor(long nanoseconds)
    {
        ShmStatus status = Attempt();
        if (!IsBlocked(status))
            return status;
        if (nanoseconds == 0)
            return Poll(status);
        status = Spin();
        return IsBlocked(status) ? Sleep(nanoseconds) : status;
    }

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

    /// <summary>As <see cref="IsRetired"/>, asking the kernel too; what a remover died over is completed.</summary>
    private bool IsGone()
    {
        if (IsRetired)
            return true;
        if (Index < 0 || !Locks.IsRemoved)
            return false;
        TMemory.StoreRelease(&Header->State, (uint)ChannelState.Retired);
        WakeBoth();
        return true;
    }

    protected static bool IsBlocked(ShmStatus status) => status is ShmStatus.Empty or ShmStatus.Full;

    /// <summary>
    /// One who only polls still gets past the dead, and learns of a removal: it looks now and then. Few tries ask for the time, so that
    /// a tight loop stays tight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ShmStatus Poll(ShmStatus status)
    {
        if (PollSource is not null || IsTimeToLook(_blockedTries + 1))
            return LookNowAndThen(status);
        _blockedTries++;
        return status;
    }

    private static bool IsTimeToLook(uint tries) => (tries & (tries - 1)) == 0 || tries % MostTriesBetweenLooks == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus LookNowAndThen(ShmStatus status)
    {
        if (PollSource is { IsArmed: false } source)
            return LowerAndLook(source);
        if (!IsTimeToLook(++_blockedTries))
            return status;
        long now = _sleeper.Now;
        if (now - _lastLook < BetweenLooks)
            return status;
        _lastLook = now;
        _blockedTries = 0;
        if (IsGone())
            return ShmStatus.Retired;
        if (IsContradicted())
            return ShmStatus.Corrupt;
        return RemoveObstacles() ? Attempt() : status;
    }

    /// <summary>Whether <see cref="RemoveObstacles"/> would find any. Changes nothing.</summary>
    protected virtual bool HasObstacles() => ParticipantTable<TMemory>.IsAnyDead(Map, Locks);

    /// <summary>
    /// The descriptor was readable, and there is nothing: it becomes unreadable. As before a sleep, we announce ourselves and look once more before
    /// the poller takes over; what comes after that look changes the word.
    /// </summary>
    private ShmStatus LowerAndLook(PollSource source)
    {
        source.Lower();
        uint word = Index >= 0 ? Awaited.Announce() : Awaited.Observe();
        ShmStatus status = Look();
        if (IsBlocked(status))
            source.Arm(word);
        else
            source.Raise();
        return status;
    }

    private bool IsContradicted() => !Inspection<TMemory>.TableHolds(Map, Index) || !MayWait();

    /// <summary>Looks again for a little while: as long as that has paid lately.</summary>
    private ShmStatus Spin()
    {
        for (int i = 0; i < _spins; i++)
        {
            TMemory.Pause();
            ShmStatus status = Attempt();
            if (!IsBlocked(status))
            {
                _spins = Math.Min(_spins * 2, MostSpins);
                return status;
            }
        }

        _spins = Math.Max(_spins / 2, Math.Min(_spins, LeastSpins));
        return ShmStatus.Empty;
    }

    private ShmStatus Sleep(long nanoseconds)
    {
        long deadline = Slices.Deadline(_sleeper, nanoseconds);
        _repairs = 0;
        for (long slice = Slices.First; ; slice = Slices.After(slice))
        {
            uint word = Index >= 0 ? Awaited.Announce() : Awaited.Observe();
            ShmStatus status = Look();
            if (!IsBlocked(status))
                return status;
            long left = deadline - _sleeper.Now;
            if (left <= 0)
                return ShmStatus.Timeout;

            // A repair wakes everybody, ourselves too. Nobody has so many to repair, but a liar: then this sleep is for the words as they are.
            if (_repairs > MostRepairs)
                word = Awaited.Observe();
            Awaited.Sleep(word, Math.Min(slice, left));
        }
    }

    /// <summary>An attempt after which we know why it is blocked.</summary>
    private ShmStatus Look(bool takes = true)
    {
        ShmStatus status = Try(takes);
        if (!IsBlocked(status))
            return status;
        if (Volatile.Read(ref _cancelled) != 0 && Interlocked.Exchange(ref _cancelled, 0) != 0)
            return ShmStatus.Cancelled;
        if (IsGone())
            return ShmStatus.Retired;
        if (IsContradicted())
            return ShmStatus.Corrupt;
        if (RemoveObstacles())
        {
            _repairs++;
            return Try(takes);
        }

        if (WaitForPeer || HasPeer())
            return status;

        // The last peer may have sent and left between our attempt and the look at the table.
        status = Try(takes);
        return IsBlocked(status) ? ShmStatus.NoPeer : status;
    }

    private ShmStatus Try(bool takes) => takes ? Attempt() : Peek();

    /// <summary>Whether anybody lives on the other side. An observer cannot ask: it assumes so.</summary>
    protected virtual bool HasPeer() => Index < 0 || ParticipantTable<TMemory>.IsAnyLive(Map, Locks, PeerRole);

    protected int CountLive(ParticipantRole role) => ParticipantTable<TMemory>.CountLive(Map, Locks, role);
}
