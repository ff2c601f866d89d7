using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Queues;

/// <summary>A queue's producer.</summary>
internal sealed unsafe class Producer<TMemory>(in EndpointContext context) : Sender<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    private readonly Claims _claims = new(MostClaims);
    private bool _ended;

    public override int Outstanding => _claims.Count;

    public override ShmStatus TryClaim()
    {
        if (_ended)
            return ShmStatus.Closed;
        if (_claims.IsFull)
            return ShmStatus.InvalidArgument;
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        for (ulong steps = 0; steps <= 2 * Map.SlotCount; steps++)
        {
            SlotHeader* slot = Map.Slot(tail);
            ulong word = TMemory.LoadAcquire(&slot->State);
            long distance = SlotWord.Distance(word, tail);
            bool empty = SlotWord.Phase(word) == SlotPhase.Empty;
            if (distance == 0 && empty)
            {
                if (TryTake(slot, word, tail))
                    return Taken(slot, tail);
            }
            else if (distance >= 0)
            {
                Hint<TMemory>.Help(&Header->Tail, tail);
                tail++;
            }
            else
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh == tail)
                    return empty ? ShmStatus.Corrupt : Blocked(); // the tail is never ahead of an unused slot
                tail = fresh;
            }
        }

        return ShmStatus.Full;
    }

    /// <summary>The stream may have ended; a claim that can be made finds that out by itself.</summary>
    private ShmStatus Blocked()
    {
        _ended |= IsClosed;
        return _ended ? ShmStatus.Closed : ShmStatus.Full;
    }

    public override ShmStatus Commit(uint length, uint tag)
    {
        if (_claims.Count == 0)
            return ShmStatus.NoClaim;
        if (length > Map.Capacity)
            return ShmStatus.TooLarge;
        ulong sequence = _claims.Oldest;
        SlotHeader* slot = Map.Slot(sequence);
        WriteHeader(slot, length, tag);

        // SYNC: release; pairs with the acquire load of the state in Consumer.
        TMemory.StoreRelease(&slot->State, SlotWord.Pack(sequence, SlotPhase.Ready));
        Done();
        return ShmStatus.Ok;
    }

    public override ShmStatus Abort()
    {
        if (_claims.Count == 0)
            return ShmStatus.NoClaim;
        while (_claims.Count > 0)
        {
            Free(_claims.Oldest);
            Done();
        }

        Space.Notify();
        return ShmStatus.Ok;
    }

    /// <summary>In the way are slots that nobody gives back: the dead among their owners are cleaned up after.</summary>
    public override bool RemoveObstacles() => RepairDead();

    private bool TryTake(SlotHeader* slot, ulong word, ulong sequence)
    {
        // Before the claim: whoever repairs this entry starts there.
        if (_claims.Count == 0)
            TMemory.Store(&Entry->Intent, sequence);

        // SYNC: a full fence; pairs with End (claim before CLOSED).
        return TMemory.CompareExchange(&slot->State, word, SlotWord.Pack(sequence, SlotPhase.Writing, Owner));
    }

    private ShmStatus Taken(SlotHeader* slot, ulong sequence)
    {
        Hint<TMemory>.Help(&Header->Tail, sequence);
        _claims.Add(sequence);

        // SYNC: pairs with End: a consumer that saw CLOSED and then this slot unclaimed has gone; so whoever claims after that must see it.
        if (IsClosed)
        {
            _ended = true;
            Free(sequence);
            _claims.RemoveNewest();
            if (_claims.Count == 0)
                TMemory.StoreRelease(&Entry->Intent, ChannelConstants.NoSequence);
            Data.Notify();
            return ShmStatus.Closed;
        }

        Claimed = slot;
        return ShmStatus.Ok;
    }

    /// <summary>Nobody saw the payload: the slot is free for the next round.</summary>
    private void Free(ulong sequence) =>
        TMemory.StoreRelease(&Map.Slot(sequence)->State, SlotWord.Pack(sequence + Map.SlotCount, SlotPhase.Empty));

    private void Done()
    {
        _claims.RemoveOldest();
        TMemory.StoreRelease(&Entry->Intent, _claims.Count == 0 ? ChannelConstants.NoSequence : _claims.Oldest);
        Data.Notify();
    }
}
