using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>
/// A topic's only publisher: entry 0 is its role, and its lock. It writes with plain stores, no atomic read-modify-write.
/// </summary>
internal sealed unsafe class ExclusivePublisher<TMemory> : Sender<TMemory>
    where TMemory : struct, ISharedMemory
{
    private readonly bool _marks;
    private PublishGate<TMemory> _gate;
    private ulong _next;
    private ulong _claimed;

    /// <summary>Claims below this need no look: neither at the cursors, nor whether the channel was removed.</summary>
    private ulong _limit;

    private ulong _lookAt;
    private bool _ended;

    public ExclusivePublisher(in EndpointContext context)
        : base(context)
    {
        _gate = new PublishGate<TMemory>(Map);
        _marks = Map.Has(ChannelFlags.Observable);
        _ended = IsClosed;
        _claimed = _next = HandOver<TMemory>.FirstFree(Map, TMemory.LoadAcquire(&Header->Tail));
        // Before any look at the cursors: whoever joins must not find a gate that is beyond the tail by more than the slots.
        TMemory.StoreRelease(&Header->Tail, _next);
        _lookAt = _claimed + RemovalWatch.Calls;
        Data.Notify(); // what was burnt on the way may be what somebody waits for
    }

    public override int Outstanding => (int)(_claimed - _next);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override ShmStatus TryClaim(out SlotHeader* claimed)
    {
        claimed = null;
        if (_claimed >= _limit)
        {
            ShmStatus status = RaiseLimit();
            if (status != ShmStatus.Ok)
                return status;
        }

        SlotHeader* slot = Map.Slot(_claimed);
        if (_marks)
        {
            TMemory.Store(&slot->State, SlotWord.Pack(_claimed, SlotPhase.Writing, Owner));
            // SYNC: pairs with the load fence in LossyReader: whoever copied a byte of the new payload sees WRITING when it re-checks.
            FenceMark();
        }

        _claimed++;
        claimed = slot;
        return ShmStatus.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override ShmStatus Commit(uint length, uint tag)
    {
        if (_claimed == _next)
            return ShmStatus.NoClaim;
        if (length > Map.Capacity)
            return ShmStatus.TooLarge;
        SlotHeader* slot = Map.Slot(_next);
        WriteHeader(slot, length, tag);

        // SYNC: release; pairs with the acquire load of the state in Subscriber and LossyReader.
        TMemory.StoreRelease(&slot->State, SlotWord.Pack(_next, SlotPhase.Ready));
        _next++;
        TMemory.StoreRelease(&Header->Tail, _next);
        Data.Notify();
        return ShmStatus.Ok;
    }

    public override ShmStatus Abort()
    {
        if (_claimed == _next)
            return ShmStatus.NoClaim;
        if (_marks)
        {
            // A sequence once in WRITING is burnt.
            for (; _next < _claimed; _next++)
                TMemory.StoreRelease(&Map.Slot(_next)->State, SlotWord.Pack(_next, SlotPhase.Aborted));
            TMemory.StoreRelease(&Header->Tail, _next);
            Data.Notify();
        }

        _claimed = _next;
        return ShmStatus.Ok;
    }

    public override ShmStatus End()
    {
        if (_claimed != _next)
            return ShmStatus.NoClaim;
        _ended = true;
        _limit = 0;
        _gate.Shut();
        return base.End();
    }

    public override ShmStatus Peek() =>
        _ended ? ShmStatus.Closed : _gate.WouldAllow(_claimed, _next) ? ShmStatus.Ok : ShmStatus.Full;

    public override bool TryLend(ref LentSender lent)
    {
        (lent.Next, lent.Claimed, lent.Limit) = (_next, _claimed, _limit);
        lent.Flags = _marks ? (uint)LentFlags.Marks : 0;
        return true;
    }

    public override bool TryTakeBack(in LentSender lent)
    {
        if (lent.Next < _next || lent.Claimed < lent.Next || lent.Claimed > Math.Max(_claimed, _limit))
            return false;
        (_next, _claimed) = (lent.Next, lent.Claimed);
        Data.Notify();
        return true;
    }

    protected override bool MayWait() => Inspection<TMemory>.CursorsHold(Map, _next);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus RaiseLimit()
    {
        if (_ended)
            return ShmStatus.Closed;
        if (IsRetired || (_claimed >= _lookAt && LooksForRemoval()))
            return ShmStatus.Retired;
        _lookAt = _claimed >= _lookAt ? _claimed + RemovalWatch.Calls : _lookAt;
        if (_claimed >= _gate.Limit)
            _gate.Raise(_next, exclusive: true);
        _limit = Math.Min(_gate.Limit, _lookAt);
        return _claimed < _limit ? ShmStatus.Ok : ShmStatus.Full;
    }

    /// <summary>Only subscribers that lag can be in the way; the dead among them lose their cursor.</summary>
    public override bool RemoveObstacles() => RepairDead();
}
