using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A receiving side that holds nobody: it copies a message and then makes sure that nobody wrote over it meanwhile.
/// </summary>
internal abstract unsafe class LossyReader<TMemory>(in EndpointContext context) : Endpoint<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    private byte* _destination;
    private uint _size;

    /// <summary>Payload bytes of the newest message, which may be more than were asked for.</summary>
    public uint Length { get; private set; }

    /// <summary>The newest message's tag.</summary>
    public uint Tag { get; private set; }

    /// <summary>Bytes that the latest try copied.</summary>
    protected uint Copied { get; private set; }

    protected override ParticipantRole PeerRole => ParticipantRole.Sender;

    protected override Waiting.Signal<TMemory> Awaited => Data;

    /// <summary>Copies the next message: OK, TOO_LARGE (cut), EMPTY, CLOSED, LAPPED, or what is wrong.</summary>
    public ShmStatus Receive(byte* destination, uint size, long nanoseconds)
    {
        _destination = destination;
        _size = size;
        ShmStatus status = AttemptFor(nanoseconds);
        return status == ShmStatus.Ok && Length > size ? ShmStatus.TooLarge : status;
    }

    protected bool IsClosed => TMemory.LoadAcquire(&Header->Closed) != 0;

    /// <summary>
    /// Copies the message of a slot whose state was READY. OK only if the state is still the same afterwards; EMPTY means that it was overwritten.
    /// </summary>
    protected ShmStatus Copy(SlotHeader* slot, ulong word)
    {
        uint length = TMemory.Load(&slot->Length);
        uint tag = TMemory.Load(&slot->Tag);
        Copied = Math.Min(length, Math.Min(_size, Map.Capacity));
        TMemory.CopyOut(_destination, ChannelMap.Payload(slot), Copied);

        // SYNC: load-load; pairs with the store fence after WRITING: torn bytes imply that this load sees another word.
        TMemory.LoadFence();
        if (TMemory.Load(&slot->State) != word)
            return ShmStatus.Empty;
        if (length > Map.Capacity)
            return ShmStatus.Corrupt;
        Length = length;
        Tag = tag;
        return ShmStatus.Ok;
    }
}
