using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>A topic's reliable subscriber: nothing at or after its cursor is overwritten.</summary>
internal sealed unsafe class Subscriber<TMemory> : Receiver<TMemory>
    where TMemory : struct, ISharedMemory
{
    private ulong _next;
    private ulong _released;
    private int _held;

    /// <summary>Joins with up to <paramref name="history"/> messages that were sent before.</summary>
    public Subscriber(in EndpointContext context, ulong history)
        : base(context) => _next = _released = Join(history);

    public override int Outstanding => _held;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override ShmStatus TryTake(out TakenMessage message)
    {
        SlotHeader* slot = Map.Slot(_next);

        // SYNC: acquire; pairs with the release of READY in the publishers' Commit.
        ulong word = TMemory.LoadAcquire(&slot->State);
        if (word == SlotWord.Pack(_next, SlotPhase.Ready))
            return Take(slot, word, out message);
        if (!SlotWord.IsUnclaimed(word, _next) || IsClosed)
            return TakeBehind(slot, word, out message);
        message = default;
        return ShmStatus.Empty;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override ShmStatus Release()
    {
        if (_held == 0)
            return ShmStatus.NoClaim;
        if (--_held == 0)
            _released = _next;
        else
            ReleaseOne();
        PublishCursor();
        return ShmStatus.Ok;
    }

    public override bool TryLend(ref LentReceiver lent)
    {
        (lent.Next, lent.Released) = (_next, _released);
        return true;
    }

    public override bool TryTakeBack(in LentReceiver lent)
    {
        ulong held = lent.Taken - lent.Freed;
        if (lent.Next < _next || lent.Released < _released || lent.Released > lent.Next || held > lent.Next - lent.Released)
            return false;
        (_next, _released, _held) = (lent.Next, lent.Released, (int)held);
        Space.Notify();
        return true;
    }

    public override ShmStatus Peek() => TopicSequence<TMemory>.Peek(Map, _next);

    protected override bool MayWait() => Inspection<TMemory>.TopicReaderMayWait(Map, _next);

    /// <summary>In the way may be a claim whose owner died: it is burnt, by anybody, without a lock.</summary>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus Take(SlotHeader* slot, ulong word, out TakenMessage message)
    {
        _next++;
        if (!Accept(slot, word, out message))
            return PassCorrupt();
        _held++;
        return ShmStatus.Ok;
    }

    /// <summary>As <see cref="TryTake"/>, from a word that is no message: one that is burnt, the end, somebody who writes, or a contradiction.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus TakeBehind(SlotHeader* slot, ulong word, out TakenMessage message)
    {
        message = default;
        // Every round passes a burnt sequence. Publishers may go on burning: after a round of the slots the caller gets a say.
        for (ulong i = 0; i < Map.SlotCount; i++)
        {
            long distance = SlotWord.Distance(word, _next);
            if (distance > 0)
                return ShmStatus.Corrupt; // overwritten in spite of the gate: somebody does not keep the protocol
            if (distance < 0 || SlotWord.Phase(word) != SlotPhase.Aborted)
                return TopicSequence<TMemory>.NothingYet(Map, slot, _next);
            _next++;
            Skip();
            slot = Map.Slot(_next);

            // SYNC: as in TryTake.
            word = TMemory.LoadAcquire(&slot->State);
            if (word == SlotWord.Pack(_next, SlotPhase.Ready))
                return Take(slot, word, out message);
        }

        return ShmStatus.Empty;
    }

    private bool IsOfDeadOwner(ulong word, ulong sequence) =>
        SlotWord.Phase(word) == SlotPhase.Writing && SlotWord.Distance(word, sequence) == 0
        && Map.IndexOfOwner(word) is >= 0 and int owner && !Locks.IsHeld(owner);

    private ulong Join(ulong history)
    {
        ulong tail = Math.Max(TMemory.LoadAcquire(&Header->Tail), Map.FirstSequence);
        ulong cursor = Math.Max(tail - Math.Min(tail, Math.Min(history, Map.History)), Map.FirstSequence);
        TMemory.StoreRelease(&Entry->Cursor, cursor);

        // SYNC: pairs with PublishGate.Raise: gate, full fence, second scan.
        TMemory.FullFence();
        ulong gate = TMemory.LoadAcquire(&Header->Gate);
        if (cursor + Map.SlotCount < gate)
        {
            cursor = gate - Map.SlotCount;
            TMemory.StoreRelease(&Entry->Cursor, cursor);
        }

        return cursor;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus PassCorrupt()
    {
        Skip();
        return ShmStatus.Corrupt;
    }

    /// <summary>Passes the sequence before the next one. While messages before it are held, the cursor waits for their release.</summary>
    private void Skip()
    {
        if (_held > 0)
            return;
        _released = _next;
        PublishCursor();
    }

    /// <summary>Behind the oldest held message there may be sequences that were skipped: our cursor still keeps their words as they are.</summary>
    private void ReleaseOne()
    {
        _released++;
        while (_released < _next && TMemory.Load(&Map.Slot(_released)->State) == SlotWord.Pack(_released, SlotPhase.Aborted))
            _released++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PublishCursor()
    {
        // SYNC: release; pairs with the acquire load of the cursors in PublishGate: our reads are done before the slot is used again.
        TMemory.StoreRelease(&Entry->Cursor, _released);
        Space.Notify();
    }
}
