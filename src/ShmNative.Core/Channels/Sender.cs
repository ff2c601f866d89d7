using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// The sending side: claim a slot, write the payload in place, commit. Several claims may be outstanding; they are committed in the order in
/// which they were made.
/// </summary>
internal abstract unsafe class Sender<TMemory>(in EndpointContext context) : Endpoint<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    /// <summary>Most claims that one endpoint may hold at once.</summary>
    public const int MostClaims = ChannelConstants.MostHeld;

    private const uint NonTemporalCapacity = 65_536;

    /// <summary>Claims not yet committed.</summary>
    public abstract int Outstanding { get; }

    /// <summary>How many of them there may be.</summary>
    public virtual int MostOutstanding => MostClaims;

    public sealed override ParticipantRole PeerRole => ParticipantRole.Receiver;

    public sealed override Signal<TMemory> Awaited => Space;

    /// <summary>Claims the next slot: OK, FULL, CLOSED, or what is wrong.</summary>
    /// <param name="claimed">The slot, after OK.</param>
    public abstract ShmStatus TryClaim(out SlotHeader* claimed);

    /// <summary>Makes the oldest claim's message visible.</summary>
    public abstract ShmStatus Commit(uint length, uint tag);

    /// <summary>Gives up every outstanding claim; receivers never see them.</summary>
    public abstract ShmStatus Abort();

    /// <summary>Says that nothing more comes.</summary>
    public virtual ShmStatus End()
    {
        // SYNC: pairs with the receivers' load of CLOSED before the slot, and with the senders' look at it after their claim.
        TMemory.StoreRelease(&Header->Closed, 1);
        TMemory.FullFence();
        Data.Wake();
        Space.Wake();
        return ShmStatus.Ok;
    }

    /// <summary>Tells its private positions, and as flags its kind, to work with them outside; false: this kind is not lent.</summary>
    public virtual bool TryLend(ref LentSender lent) => false;

    /// <summary>Goes on from what was done outside, and wakes those who wait for it. False: those positions cannot be.</summary>
    public virtual bool TryTakeBack(in LentSender lent) => false;

    /// <summary>Copies a whole message into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // where the kind is known, all of it is in place
    public ShmStatus TrySend(byte* payload, uint length, uint tag)
    {
        if (length > Map.Capacity)
            return ShmStatus.TooLarge;
        if (Outstanding != 0)
            return ShmStatus.InvalidArgument; // Commit is for the oldest claim, which this is not
        ShmStatus status = TryClaim(out SlotHeader* slot);
        if (status != ShmStatus.Ok)
            return status;
        TMemory.CopyIn(ChannelMap.Payload(slot), payload, length);
        return Commit(length, tag);
    }

    protected bool IsClosed => TMemory.LoadAcquire(&Header->Closed) != 0;

    /// <summary>
    /// After WRITING, before the payload. Large payloads may be copied with non-temporal stores, which an ordinary store fence does not
    /// keep behind the mark.
    /// </summary>
    protected void FenceMark()
    {
        if (Map.Capacity >= NonTemporalCapacity)
            TMemory.FullFence();
        else
            TMemory.StoreFence();
    }

    protected static void WriteHeader(SlotHeader* slot, uint length, uint tag)
    {
        TMemory.Store(&slot->Length, length);
        TMemory.Store(&slot->Tag, tag);
    }
}
