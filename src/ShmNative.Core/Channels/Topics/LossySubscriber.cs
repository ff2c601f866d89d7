using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>
/// A topic's lossy subscriber, or its read-only observer: publishers do not wait for it, and it is told how many messages it missed.
/// </summary>
internal sealed unsafe class LossySubscriber<TMemory> : LossyReader<TMemory>
    where TMemory : struct, ISharedMemory
{
    private ulong _next;
    private ulong _lost;

    public LossySubscriber(in EndpointContext context, ulong history)
        : base(context)
    {
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        if (!Inspection<TMemory>.IsClaimed(Map, tail))
            throw new ShmException(ShmStatus.Corrupt, $"the channel's tail says {tail}, and its slots contradict it; remove the channel");
        _next = Math.Max(tail - Math.Min(tail, Math.Min(history, Map.SlotCount - 1)), Map.FirstSequence);
    }

    public override ulong Lost => _lost;

    public override ShmStatus TryCopy(byte* destination, uint size, bool again, out CopiedMessage message)
    {
        message = default;
        // Every round passes a burnt sequence. Publishers may go on burning: after a round of the slots the caller gets a say.
        for (ulong i = 0; i <= Map.SlotCount; i++)
        {
            SlotHeader* slot = Map.Slot(_next);

            // SYNC: acquire; pairs with the release of READY in the publishers' Commit.
            ulong word = TMemory.LoadAcquire(&slot->State);
            if (word == SlotWord.Pack(_next, SlotPhase.Ready))
            {
                ShmStatus status = Copy(slot, word, destination, size, out message);
                if (status == ShmStatus.Empty)
                    return Lapped();
                _next++;
                return status;
            }

            long distance = SlotWord.Distance(word, _next);
            if (distance > 0)
                return Lapped();
            if (distance < 0 || SlotWord.Phase(word) != SlotPhase.Aborted)
                return TopicSequence<TMemory>.NothingYet(Map, slot, _next);
            _next++;
        }

        return ShmStatus.Empty;
    }

    public override ShmStatus Peek() => TopicSequence<TMemory>.Peek(Map, _next);

    protected override bool MayWait() => Inspection<TMemory>.TopicReaderMayWait(Map, _next);

    /// <summary>In the way may be a claim whose owner died: it is burnt, by anybody, without a lock. Observers cannot change it; whoever else is blocked does.</summary>
    public override bool RemoveObstacles()
    {
        ulong* state = &Map.Slot(_next)->State;
        ulong word = TMemory.LoadAcquire(state);
        if (!IsOfDeadOwner(word, _next))
            return false;
        Repair<TMemory>.Burn(Map, state, word, _next);
        WakeBoth();
        return true;
    }

    public override bool HasObstacles()
    {
        ulong next = _next;
        return IsOfDeadOwner(TMemory.LoadAcquire(&Map.Slot(next)->State), next);
    }

    private bool IsOfDeadOwner(ulong word, ulong sequence) =>
        Index >= 0 && SlotWord.Phase(word) == SlotPhase.Writing && SlotWord.Distance(word, sequence) == 0
        && Map.IndexOfOwner(word) is >= 0 and int owner && !Locks.IsHeld(owner);

    /// <summary>Goes on near the newest message: near the oldest it would be overtaken again at once.</summary>
    private ShmStatus Lapped()
    {
        ulong tail = TMemory.LoadAcquire(&Header->Tail);
        ulong near = tail - Math.Min(tail, 1 + (Map.SlotCount / 8));
        // The slot was seen to be newer, so at least this one is gone, whatever the hint says; and a hint that is ahead of its slots is a lie.
        bool trusted = near > _next && near - _next < 1UL << (ChannelConstants.SequenceBits - 2) && Inspection<TMemory>.IsClaimed(Map, tail);
        ulong resume = trusted ? near : _next + 1;
        _lost += resume - _next;
        _next = resume;
        if (Index >= 0)
            TMemory.Store(&Entry->Lost, _lost);
        return ShmStatus.Lapped;
    }
}
