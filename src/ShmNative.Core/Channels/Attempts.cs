using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Something that an end attempts, again and again while it is blocked. A struct with the arguments, which keeps what the attempt got; so
/// that waiting is written once, and compiled for each.
/// </summary>
internal interface IAttempt
{
    /// <summary>Attempts once: EMPTY or FULL when it has to wait.</summary>
    ShmStatus Try();
}

/// <summary>To send a whole message.</summary>
internal readonly unsafe struct SendAttempt<TMemory>(Sender<TMemory> sender, byte* payload, uint length, uint tag) : IAttempt
    where TMemory : struct, ISharedMemory
{
    public ShmStatus Try() => sender.TrySend(payload, length, tag);
}

/// <summary>To claim a slot.</summary>
internal unsafe struct ClaimAttempt<TMemory>(Sender<TMemory> sender) : IAttempt
    where TMemory : struct, ISharedMemory
{
    /// <summary>The slot, after OK.</summary>
    public SlotHeader* Slot;

    public ShmStatus Try() => sender.TryClaim(out Slot);
}

/// <summary>To take a message.</summary>
internal struct TakeAttempt<TMemory>(Receiver<TMemory> receiver) : IAttempt
    where TMemory : struct, ISharedMemory
{
    /// <summary>The message, after OK.</summary>
    public TakenMessage Message;

    public ShmStatus Try() => receiver.TryTake(out Message);
}

/// <summary>To copy a message out that others may overwrite.</summary>
internal unsafe struct CopyAttempt<TMemory>(LossyReader<TMemory> reader, byte* destination, uint size, bool again) : IAttempt
    where TMemory : struct, ISharedMemory
{
    /// <summary>What was copied, after OK.</summary>
    public CopiedMessage Message;

    public ShmStatus Try() => reader.TryCopy(destination, size, again, out Message);
}

/// <summary>To find out what the next attempt would say.</summary>
internal readonly struct PeekAttempt<TMemory>(Endpoint<TMemory> end) : IAttempt
    where TMemory : struct, ISharedMemory
{
    public ShmStatus Try() => end.Peek();
}
