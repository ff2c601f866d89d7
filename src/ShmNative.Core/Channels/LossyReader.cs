using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>A message that was copied, whole.</summary>
/// <param name="Length">Its payload bytes, which may be more than were asked for.</param>
/// <param name="Tag">The sender's number for it.</param>
internal readonly record struct CopiedMessage(uint Length, uint Tag);

/// <summary>
/// A receiving side that holds nobody: it copies a message and then makes sure that nobody wrote over it meanwhile.
/// </summary>
internal abstract unsafe class LossyReader<TMemory>(in EndpointContext context) : Endpoint<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    /// <summary>Messages missed since the start.</summary>
    public virtual ulong Lost => 0;

    /// <summary>Whether the newest message can be read again: a value's.</summary>
    public virtual bool KeepsNewest => false;

    public sealed override ParticipantRole PeerRole => ParticipantRole.Sender;

    public sealed override Signal<TMemory> Awaited => Data;

    /// <summary>Copies the next message: OK (also when it was cut), EMPTY, CLOSED, LAPPED, or what is wrong.</summary>
    /// <param name="destination">Gets the bytes.</param>
    /// <param name="size">How many there is room for.</param>
    /// <param name="again">Whether the newest message counts although it was read before, where that can be.</param>
    /// <param name="message">What it was, after OK.</param>
    public abstract ShmStatus TryCopy(byte* destination, uint size, bool again, out CopiedMessage message);

    protected bool IsClosed => TMemory.LoadAcquire(&Header->Closed) != 0;

    /// <summary>
    /// Copies the message of a slot whose state was READY. OK only if the state is still the same afterwards; EMPTY means that it was overwritten.
    /// </summary>
    protected ShmStatus Copy(SlotHeader* slot, ulong word, byte* destination, uint size, out CopiedMessage message)
    {
        uint length = TMemory.Load(&slot->Length);
        message = new(length, TMemory.Load(&slot->Tag));
        TMemory.CopyOut(destination, ChannelMap.Payload(slot), Math.Min(length, Math.Min(size, Map.Capacity)));

        // SYNC: load-load; pairs with the store fence after WRITING: torn bytes imply that this load sees another word.
        TMemory.LoadFence();
        if (TMemory.Load(&slot->State) != word)
            return ShmStatus.Empty;
        return length <= Map.Capacity ? ShmStatus.Ok : ShmStatus.Corrupt;
    }
}
