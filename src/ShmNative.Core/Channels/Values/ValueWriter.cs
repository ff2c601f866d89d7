using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Values;

/// <summary>A value's only writer: it never waits. Entry 0 is its role, and its lock.</summary>
internal sealed unsafe class ValueWriter<TMemory> : Sender<TMemory>
    where TMemory : struct, ISharedMemory
{
    private ulong _next;
    private bool _claimed;
    private bool _ended;

    public ValueWriter(in EndpointContext context)
        : base(context)
    {
        _ended = IsClosed;
        _next = HandOver<TMemory>.FirstAfterReady(Map, TMemory.LoadAcquire(&Header->Latest));

        // The one before may have died between READY and this store.
        ulong previous = _next - 1;
        if (TMemory.LoadAcquire(&Map.Slot(previous)->State) == SlotWord.Pack(previous, SlotPhase.Ready))
            TMemory.StoreRelease(&Header->Latest, previous);
    }

    public override int Outstanding => _claimed ? 1 : 0;

    public override int MostOutstanding => 1;

    public override ShmStatus TryClaim(out SlotHeader* claimed)
    {
        claimed = null;
        if (_ended)
            return ShmStatus.Closed;
        if (_claimed)
            return ShmStatus.InvalidArgument;
        if (LearnsOfRemoval())
            return ShmStatus.Retired;
        claimed = Map.Slot(_next);
        // Release: with few slots this may be the slot of the message before the latest, and a reader that does not see the new latest yet would find
        // nothing it can read.
        TMemory.StoreRelease(&claimed->State, SlotWord.Pack(_next, SlotPhase.Writing, Owner));

        // SYNC: pairs with the load fence in LossyReader: whoever copied a byte of the new payload sees WRITING when it re-checks.
        FenceMark();
        _claimed = true;
        return ShmStatus.Ok;
    }

    public override ShmStatus Commit(uint length, uint tag)
    {
        if (!_claimed)
            return ShmStatus.NoClaim;
        if (length > Map.Capacity)
            return ShmStatus.TooLarge;
        _claimed = false;
        SlotHeader* slot = Map.Slot(_next);
        WriteHeader(slot, length, tag);
        TMemory.StoreRelease(&slot->State, SlotWord.Pack(_next, SlotPhase.Ready));

        // SYNC: release; pairs with the acquire load of latest in ValueReader: it finds READY, or a newer word.
        TMemory.StoreRelease(&Header->Latest, _next);
        _next++;
        Data.Notify();
        return ShmStatus.Ok;
    }

    public override ShmStatus Abort()
    {
        if (!_claimed)
            return ShmStatus.NoClaim;
        _claimed = false;
        // The sequence is used again, unlike a topic's: readers take READY of the latest only. Burning it would bring the writer
        // round to the latest message's slot without a new one.
        TMemory.StoreRelease(&Map.Slot(_next)->State, SlotWord.Pack(_next, SlotPhase.Aborted));
        return ShmStatus.Ok;
    }

    public override ShmStatus End()
    {
        if (_claimed)
            return ShmStatus.NoClaim;
        _ended = true;
        return base.End();
    }

    public override ShmStatus Peek() => _ended ? ShmStatus.Closed : ShmStatus.Ok;

    public override bool RemoveObstacles() => false;

    public override bool HasObstacles() => false;
}
