using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A sender among others: a queue's producer, or one of a topic's concurrent publishers. Slots are taken by compare-and-swap, and the claim
/// names its owner in the same instant, so a dead one can be told from a slow one. Which word makes a slot free, and what becomes of a slot that is given up,
/// is the kind's own.
/// </summary>
internal abstract unsafe class CompetingSender<TMemory>(in EndpointContext context) : Sender<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    private readonly Claims _claims = new(MostClaims);
    private bool _ended;

    public sealed override int Outstanding => _claims.Count;

    public sealed override ShmStatus TryClaim(out SlotHeader* claimed)
    {
        claimed = null;
        return _ended ? ShmStatus.Closed
            : _claims.IsFull ? ShmStatus.InvalidArgument
            : LearnsOfRemoval() ? ShmStatus.Retired
            : Claim(ref claimed);
    }

    public sealed override ShmStatus Peek()
    {
        if (_ended || _claims.IsFull)
            return _ended ? ShmStatus.Closed : ShmStatus.InvalidArgument;
        return HasRoom(TMemory.LoadAcquire(&Header->Tail)) ? ShmStatus.Ok : IsClosed ? ShmStatus.Closed : ShmStatus.Full;
    }

    public sealed override ShmStatus Commit(uint length, uint tag)
    {
        if (_claims.Count == 0)
            return ShmStatus.NoClaim;
        if (length > Map.Capacity)
            return ShmStatus.TooLarge;
        ulong sequence = _claims.Oldest;
        SlotHeader* slot = Map.Slot(sequence);
        WriteHeader(slot, length, tag);

        // SYNC: release; pairs with the acquire load of the state in Consumer, Subscriber and LossyReader.
        TMemory.StoreRelease(&slot->State, SlotWord.Pack(sequence, SlotPhase.Ready));
        Done();
        return ShmStatus.Ok;
    }

    public sealed override ShmStatus Abort()
    {
        if (_claims.Count == 0)
            return ShmStatus.NoClaim;
        while (_claims.Count > 0)
        {
            TMemory.StoreRelease(&Map.Slot(_claims.Oldest)->State, GivenUp(_claims.Oldest));
            Done();
        }

        Space.Notify();
        return ShmStatus.Ok;
    }

    public sealed override bool TryLend(ref LentSender lent)
    {
        (lent.Next, lent.Claimed, lent.Limit, lent.Gate) = (0, (ulong)_claims.Count, 0, LentGate);
        lent.Look = lent.Claimed + (ulong)Removal.CallsLeft;
        lent.Flags = _ended ? 0 : (uint)LentAs; // a claim would be in vain then: the library says so at once
        fixed (ulong* ring = lent.Claims)
            _claims.Lend(new(ring, ShmConstants.MostInline), lent.Next);
        return true;
    }

    public sealed override bool TryTakeBack(in LentSender lent)
    {
        fixed (ulong* ring = lent.Claims)
        {
            if (!_claims.TakeBack(new(ring, ShmConstants.MostInline), lent.Next, lent.Claimed - lent.Next))
                return false;
        }

        Removal.Restart(lent.Look - Math.Min(lent.Look, lent.Claimed));
        Data.Notify();
        Finished();
        return true;
    }

    public sealed override bool RemoveObstacles() => RepairDead();

    /// <summary>The kind, for inline calls.</summary>
    protected abstract LentFlags LentAs { get; }

    /// <summary>Sequences below this may be claimed outside without a look at who is in the way.</summary>
    protected virtual ulong LentGate => 0;

    /// <summary>Whether there is a free slot, from the hint on; nothing is taken or changed.</summary>
    protected abstract bool HasRoom(ulong tail);

    protected override bool MayWait() => Inspection<TMemory>.TailHolds(Map, Locks);

    /// <summary>Finds the next free slot and takes it.</summary>
    protected abstract ShmStatus Claim(ref SlotHeader* claimed);

    /// <summary>The word of a slot whose claim was given up: nobody saw the payload.</summary>
    protected abstract ulong GivenUp(ulong sequence);

    /// <summary>Called for each claim that is done with.</summary>
    protected virtual void Finished()
    {
    }

    /// <summary>What to say when no slot can be taken now. The stream may have ended; a claim that can be made finds that out by itself.</summary>
    protected ShmStatus Blocked()
    {
        _ended |= IsClosed;
        return _ended ? ShmStatus.Closed : IsRetired ? ShmStatus.Retired : ShmStatus.Full;
    }

    /// <summary>Takes a slot that has the word of a free one.</summary>
    protected bool TryTake(SlotHeader* slot, ulong word, ulong sequence)
    {
        // Before the claim: whoever repairs this entry starts there.
        if (_claims.Count == 0)
            TMemory.Store(&Entry->Intent, sequence);

        // SYNC: a full fence; pairs with the load fence in LossyReader (WRITING before the payload), and with End (claim before CLOSED).
        return TMemory.CompareExchange(&slot->State, word, SlotWord.Pack(sequence, SlotPhase.Writing, Owner));
    }

    /// <summary>The slot is ours: OK, or CLOSED when the stream has ended since.</summary>
    protected ShmStatus Taken(SlotHeader* slot, ulong sequence, ref SlotHeader* claimed)
    {
        Hint<TMemory>.Help(&Header->Tail, sequence);
        _claims.Add(sequence);

        // SYNC: pairs with End: a receiver that saw CLOSED and then this slot unclaimed has gone; so whoever claims after that must see it.
        if (IsClosed)
        {
            _ended = true;
            TMemory.StoreRelease(&slot->State, GivenUp(sequence));
            _claims.RemoveNewest();
            if (_claims.Count == 0)
                TMemory.StoreRelease(&Entry->Intent, ChannelConstants.NoSequence);
            Data.Notify();
            return ShmStatus.Closed;
        }

        claimed = slot;
        return ShmStatus.Ok;
    }

    private void Done()
    {
        _claims.RemoveOldest();
        TMemory.StoreRelease(&Entry->Intent, _claims.Count == 0 ? ChannelConstants.NoSequence : _claims.Oldest);
        Data.Notify();
        Finished();
    }
}
