using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>
/// One of a topic's publishers: takes each slot by compare-and-swap. The claim names its owner in the same instant, so a dead one can be told
/// from a slow one.
/// </summary>
internal sealed unsafe class ConcurrentPublisher<TMemory> : Sender<TMemory>
    where TMemory : struct, ISharedMemory
{
    private readonly Claims _claims = new(MostClaims);
    private PublishGate<TMemory> _gate;
    private bool _ended;

    public ConcurrentPublisher(in EndpointContext context)
        : base(context) => _gate = new PublishGate<TMemory>(Map);

    public override int Outstanding => _claims.Count;

    public override ShmStatus TryClaim()
    {
        if (_ended)
            return ShmStatus.Closed;
        if (_claims.IsFull)
            return ShmStatus.InvalidArgument;
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        long slots = (long)Map.SlotCount;
        for (long steps = 0; steps <= 2 * slots; steps++)
        {
            if (tail >= _gate.Limit)
                _gate.Raise(tail, exclusive: false);
            if (tail >= _gate.Limit)
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh <= tail)
                    return Blocked();
                tail = fresh;
                continue;
            }

            SlotHeader* slot = Map.Slot(tail);
            ulong word = TMemory.LoadAcquire(&slot->State);
            SlotPhase phase = SlotWord.Phase(word);
            long distance = SlotWord.Distance(word, tail);
            bool older = (distance == 0 && phase == SlotPhase.Empty)
                || (distance == -slots && phase is SlotPhase.Ready or SlotPhase.Aborted);
            if (older)
            {
                if (TryTake(slot, word, tail))
                    return Taken(slot, tail);
            }
            else if (distance >= 0)
            {
                Hint<TMemory>.Help(&Header->Tail, tail);
                tail++;
            }
            else if (phase == SlotPhase.Writing && distance == -slots)
            {
                return Blocked(); // its owner, a whole round behind, is slow or dead
            }
            else
            {
                ulong fresh = TMemory.LoadAcquire(&Header->Tail);
                if (fresh == tail)
                    return ShmStatus.Corrupt;
                tail = fresh;
            }
        }

        return ShmStatus.Full;
    }

    /// <summary>The stream may have ended; a claim that can be made finds that out by itself.</summary>
    private ShmStatus Blocked()
    {
        _ended |= IsClosed;
        return _ended ? ShmStatus.Closed : IsRetired ? ShmStatus.Retired : ShmStatus.Full;
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

        // SYNC: release; pairs with the acquire load of the state in Subscriber and LossyReader.
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
            ulong sequence = _claims.Oldest;
            TMemory.StoreRelease(&Map.Slot(sequence)->State, SlotWord.Pack(sequence, SlotPhase.Aborted));
            Done();
        }

        return ShmStatus.Ok;
    }

    /// <summary>In the way are subscribers that lag and publishers a whole round behind; the dead among them are cleaned up after.</summary>
    public override bool RemoveObstacles() => RepairDead();

    /// <summary>Another publisher may be what it waits for.</summary>
    protected override bool HasPeer() => base.HasPeer() || CountLive(ParticipantRole.Sender) > 1;

    private bool TryTake(SlotHeader* slot, ulong word, ulong sequence)
    {
        // Before the claim: whoever repairs this entry starts there.
        if (_claims.Count == 0)
            TMemory.Store(&Entry->Intent, sequence);

        // SYNC: a full fence; pairs with the load fence in LossyReader (WRITING before the payload), and with End (claim before CLOSED).
        return TMemory.CompareExchange(&slot->State, word, SlotWord.Pack(sequence, SlotPhase.Writing, Owner));
    }

    private ShmStatus Taken(SlotHeader* slot, ulong sequence)
    {
        Hint<TMemory>.Help(&Header->Tail, sequence);
        _claims.Add(sequence);

        // SYNC: pairs with End: a receiver that saw CLOSED and then this slot unclaimed has gone; so whoever claims after that must see it.
        if (IsClosed)
        {
            _ended = true;
            TMemory.StoreRelease(&slot->State, SlotWord.Pack(sequence, SlotPhase.Aborted));
            _claims.RemoveNewest();
            if (_claims.Count == 0)
                TMemory.StoreRelease(&Entry->Intent, ChannelConstants.NoSequence);
            Data.Notify();
            return ShmStatus.Closed;
        }

        Claimed = slot;
        return ShmStatus.Ok;
    }

    private void Done()
    {
        _claims.RemoveOldest();
        TMemory.StoreRelease(&Entry->Intent, _claims.Count == 0 ? ChannelConstants.NoSequence : _claims.Oldest);
        Data.Notify();
        Space.Notify(); // a publisher one round ahead waits for this slot
    }
}
