using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A receiving side that reads in place: take a message, use its bytes where they are, release it. Several may be held at once; they are released in
/// the order in which they were taken.
/// </summary>
internal abstract unsafe class Receiver<TMemory>(in EndpointContext context) : Endpoint<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    /// <summary>The slot of the newest message taken. Its length was loaded once into <see cref="Length"/>.</summary>
    public SlotHeader* Taken { get; private set; }

    /// <summary>Payload bytes of the newest message taken: within the slot's capacity.</summary>
    public uint Length { get; private set; }

    /// <summary>The newest message's tag.</summary>
    public uint Tag { get; private set; }

    /// <summary>Whether the newest message was given to somebody before, who died.</summary>
    public bool Redelivered { get; private set; }

    /// <summary>Messages taken and not yet released.</summary>
    public abstract int Outstanding { get; }

    protected override ParticipantRole PeerRole => ParticipantRole.Sender;

    protected override Waiting.Signal<TMemory> Awaited => Data;

    /// <summary>Takes the next message: OK, EMPTY, CLOSED, or what is wrong.</summary>
    public abstract ShmStatus TryTake();

    /// <summary>As <see cref="TryTake"/>; one who only polls looks now and then at who is in the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // where the kind is known, all of it is in place
    public ShmStatus TryTakeOrPoll()
    {
        ShmStatus status = TryTake();
        return IsBlocked(status) ? Poll(status) : status;
    }

    /// <summary>Gives the oldest message's slot back.</summary>
    public abstract ShmStatus Release();

    /// <summary>Tells where its channel and its private positions are, to work with them outside; false: this kind is not lent.</summary>
    public virtual bool TryLend(ref LentReceiver lent) => false;

    /// <summary>Goes on from what was done outside, and wakes those who wait for it. False: those positions cannot be.</summary>
    public virtual bool TryTakeBack(in LentReceiver lent) => false;

    protected sealed override ShmStatus Attempt() => TryTake();

    protected bool IsClosed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMemory.LoadAcquire(&Header->Closed) != 0;
    }

    /// <summary>Loads once what the sender wrote beside the payload; false when it contradicts the channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Accept(SlotHeader* slot, ulong word)
    {
        uint length = TMemory.Load(&slot->Length);
        if (length > Map.Capacity)
            return false;
        Taken = slot;
        Length = length;
        Tag = TMemory.Load(&slot->Tag);
        Redelivered = SlotWord.Owner(word) == ChannelConstants.RedeliveredOwner;
        return true;
    }
}
