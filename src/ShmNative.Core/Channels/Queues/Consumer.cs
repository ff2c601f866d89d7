using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Queues;

/// <summary>One of a queue's competing consumers. What it takes is its own until it releases it, or dies.</summary>
internal sealed unsafe class Consumer<TMemory>(in EndpointContext context) : Receiver<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    /// <summary>Two from a head that lags, the others for holes that are filled meanwhile.</summary>
    private const ulong MostRounds = 8;

    private readonly Claims _taken = new(Sender<TMemory>.MostClaims);
    private ulong _intent = ChannelConstants.NoSequence;

    public override int Outstanding => _taken.Count;

    public override ShmStatus TryTake(out TakenMessage message)
    {
        message = default;
        if (_taken.IsFull)
            return ShmStatus.InvalidArgument;
        ulong head = TMemory.LoadAcquire(&Header->Head);
        ulong hole = ChannelConstants.NoSequence;
        for (ulong steps = 0; steps <= MostRounds * Map.SlotCount; steps++)
        {
            SlotHeader* slot = Map.Slot(head);

            // SYNC: acquire; pairs with the release of READY in Producer.Commit, and with the lowered head in Repair.
            ulong word = TMemory.LoadAcquire(&slot->State);
            long distance = SlotWord.Distance(word, head);
            SlotPhase phase = SlotWord.Phase(word);
            if (distance > 0)
            {
                Hint<TMemory>.Help(&Header->Head, head);
                head++;
            }
            else if (distance < 0 || phase == SlotPhase.Empty)
            {
                break;
            }
            else if (phase != SlotPhase.Ready)
            {
                // Somebody else's: being read, or a hole that is still being written.
                if (phase == SlotPhase.Writing)
                    hole = Math.Min(hole, head);
                head++;
            }
            else if (hole < head && ReadySince(hole, head) is ulong earlier)
            {
                steps += head - hole; // others who fill holes all the time must not keep us here
                head = earlier;
            }
            else if (TryOwn(slot, word, head))
            {
                return Own(slot, word, head, out message);
            }
        }

        return IsClosed ? NothingLeft() : ShmStatus.Empty;
    }

    public override ShmStatus Peek()
    {
        ulong head = TMemory.LoadAcquire(&Header->Head);
        for (ulong steps = 0; steps <= 2 * Map.SlotCount; steps++, head++)
        {
            ulong word = TMemory.LoadAcquire(&Map.Slot(head)->State);
            long distance = SlotWord.Distance(word, head);
            SlotPhase phase = SlotWord.Phase(word);
            if (distance == 0 && phase == SlotPhase.Ready)
                return ShmStatus.Ok;
            if (distance < 0 || (distance == 0 && phase == SlotPhase.Empty))
                break;
        }

        return IsClosed ? NothingLeft() : ShmStatus.Empty;
    }

    public override ShmStatus Release()
    {
        if (_taken.Count == 0)
            return ShmStatus.NoClaim;
        ulong sequence = _taken.Oldest;
        _taken.RemoveOldest();

        Free(sequence);
        return ShmStatus.Ok;
    }

    public override bool TryLend(ref LentReceiver lent)
    {
        lent.Flags |= (uint)LentFlags.Queue;
        lent.Intent = _intent;
        fixed (ulong* ring = lent.Held)
            _taken.Lend(new(ring, ShmConstants.MostInline), lent.Freed);
        return true;
    }

    public override bool TryTakeBack(in LentReceiver lent)
    {
        fixed (ulong* ring = lent.Held)
        {
            if (!_taken.TakeBack(new(ring, ShmConstants.MostInline), lent.Freed, lent.Taken - lent.Freed))
                return false;
        }

        _intent = lent.Intent;
        NotifyOfRelease();
        return true;
    }

    /// <summary>
    /// A message may be with a consumer that died, also behind the head. Every entry is looked at, not every slot.
    /// </summary>
    public override bool RemoveObstacles() => RepairDead();

    protected override bool MayWait() => Inspection<TMemory>.HeadHolds(Map, Locks);

    /// <summary>After the end of the stream another consumer's message may still come back.</summary>
    public override bool HasPeer() => base.HasPeer() || (IsClosed && CountLive(ParticipantRole.Receiver) > 1);

    /// <summary>
    /// A hole that was passed may have been filled since, and the message found behind it may be the same producer's next one. A producer
    /// commits in order: whoever has seen READY here, and then still finds WRITING there, knows that they are different producers'.
    /// </summary>
    /// <returns>The first sequence from the hole on that is READY now, and before the one found; null if there is none.</returns>
    private ulong? ReadySince(ulong hole, ulong found)
    {
        for (ulong sequence = hole; sequence < found; sequence++)
        {
            if (SlotWord.IsReady(TMemory.LoadAcquire(&Map.Slot(sequence)->State), sequence))
                return sequence;
        }

        return null;
    }

    private bool TryOwn(SlotHeader* slot, ulong word, ulong sequence)
    {
        // Before the take: whoever repairs this entry starts there.
        if (sequence < _intent)
            SetIntent(sequence);
        return TMemory.CompareExchange(&slot->State, word, SlotWord.Pack(sequence, SlotPhase.Reading, Owner));
    }

    private ShmStatus Own(SlotHeader* slot, ulong word, ulong sequence, out TakenMessage message)
    {
        Hint<TMemory>.Help(&Header->Head, sequence);
        _taken.Add(sequence);
        if (Accept(slot, word, out message))
            return ShmStatus.Ok;
        _taken.RemoveNewest();
        Free(sequence);
        return ShmStatus.Corrupt;
    }

    /// <summary>The stream has ended, and nothing was there to take: unless somebody still writes, or may die reading.</summary>
    private ShmStatus NothingLeft()
    {
        bool atMostOnce = Map.Has(ChannelFlags.AtMostOnce);
        for (ulong i = 0; i < Map.SlotCount; i++)
        {
            // SYNC: CLOSED before the slots; pairs with End and with the claim in Producer.
            ulong word = TMemory.LoadAcquire(&Map.Slot(i)->State);
            SlotPhase phase = SlotWord.Phase(word);
            bool mayComeBack = phase == SlotPhase.Reading && !atMostOnce && SlotWord.Owner(word) != Owner;
            if (phase is SlotPhase.Writing or SlotPhase.Ready || mayComeBack)
                return ShmStatus.Empty;
        }

        return ShmStatus.Closed;
    }

    private void Free(ulong sequence)
    {
        // SYNC: release; pairs with the acquire load in Producer: our reads of the payload are done before the slot is used again.
        TMemory.StoreRelease(&Map.Slot(sequence)->State, SlotWord.Pack(sequence + Map.SlotCount, SlotPhase.Empty));
        SetIntent(_taken.Lowest);
        NotifyOfRelease();
    }

    private void NotifyOfRelease()
    {
        Space.Notify();
        if (IsClosed)
            Data.Notify(); // other consumers may wait to see whether this message would come back
    }

    private void SetIntent(ulong sequence)
    {
        _intent = sequence;
        TMemory.StoreRelease(&Entry->Intent, sequence);
    }
}
