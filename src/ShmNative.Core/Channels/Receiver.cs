using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>A message that was taken: what its sender wrote beside the payload was loaded once.</summary>
internal readonly unsafe struct TakenMessage(SlotHeader* slot, uint length, uint tag, bool redelivered)
{
    /// <summary>Its bytes, where they are.</summary>
    public readonly byte* Payload = ChannelMap.Payload(slot);

    /// <summary>How many: within the slot's capacity.</summary>
    public readonly uint Length = length;

    /// <summary>The sender's number for it.</summary>
    public readonly uint Tag = tag;

    /// <summary>Whether it was given to somebody before, who died.</summary>
    public readonly bool Redelivered = redelivered;
}

/// <summary>
/// A receiving side that reads in place: take a message, use its bytes where they are, release it. Several may be held at once; they are released in
/// the order in which they were taken.
/// </summary>
internal abstract unsafe class Receiver<TMemory>(in EndpointContext context) : Endpoint<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    /// <summary>Messages taken and not yet released.</summary>
    public abstract int Outstanding { get; }

    public sealed override ParticipantRole PeerRole => ParticipantRole.Sender;

    public sealed override Signal<TMemory> Awaited => Data;

    /// <summary>Takes the next message: OK, EMPTY, CLOSED, or what is wrong.</summary>
    /// <param name="message">The message, after OK.</param>
    public abstract ShmStatus TryTake(out TakenMessage message);

    /// <summary>Gives the oldest message's slot back.</summary>
    public abstract ShmStatus Release();

    /// <summary>Tells where its channel and its private positions are, to work with them outside; false: this kind is not lent.</summary>
    public virtual bool TryLend(ref LentReceiver lent) => false;

    /// <summary>Goes on from what was done outside, and wakes those who wait for it. False: those positions cannot be.</summary>
    public virtual bool TryTakeBack(in LentReceiver lent) => false;

    protected bool IsClosed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMemory.LoadAcquire(&Header->Closed) != 0;
    }

    /// <summary>Loads once what the sender wrote beside the payload; false when it contradicts the channel, and must not be used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool Accept(SlotHeader* slot, ulong word, out TakenMessage message)
    {
        uint length = TMemory.Load(&slot->Length);
        message = new(slot, length, TMemory.Load(&slot->Tag), SlotWord.Owner(word) == ChannelConstants.RedeliveredOwner);
        return length <= Map.Capacity;
    }
}
