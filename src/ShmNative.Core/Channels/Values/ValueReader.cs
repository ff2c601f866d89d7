using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels.Values;

/// <summary>A value's reader or read-only observer: it gets the newest message, whole, and never an older one than before.</summary>
internal sealed unsafe class ValueReader<TMemory>(in EndpointContext context) : LossyReader<TMemory>(context)
    where TMemory : struct, ISharedMemory
{
    private const uint MostTries = 4096;

    /// <summary>A large copy costs as much as many tries: nobody is kept here by a writer that goes on for ever.</summary>
    private const uint CopiedPerTry = 16_384;

    /// <summary>The sequence of the newest message that was read; 0 = none.</summary>
    private ulong _version;

    public override bool KeepsNewest => true;

    public override ShmStatus TryCopy(byte* destination, uint size, bool again, out CopiedMessage message)
    {
        message = default;
        if (again && LearnsOfRemoval())
            return ShmStatus.Retired; // its writer has gone too: nothing newer will come
        ulong first = 0;
        for (uint tries = 0; tries < MostTries; tries += 1 + (Math.Min(message.Length, Math.Min(size, Map.Capacity)) / CopiedPerTry))
        {
            // SYNC: CLOSED before latest; the writer ends after its last message.
            bool closed = IsClosed;
            ulong latest = TMemory.LoadAcquire(&Header->Latest);
            if (latest == 0 || (latest == _version && !again))
                return closed ? ShmStatus.Closed : ShmStatus.Empty;
            first = tries == 0 ? latest : first;
            SlotHeader* slot = Map.Slot(latest);

            // Exactly this word. A newer READY in the slot is whole too, but the next call could find latest still behind it and go back
            // in time.
            ulong word = TMemory.LoadAcquire(&slot->State);
            if (word == SlotWord.Pack(latest, SlotPhase.Ready))
            {
                ShmStatus status = Copy(slot, word, destination, size, out message);
                if (status == ShmStatus.Ok)
                    _version = latest;
                if (status != ShmStatus.Empty)
                    return status;
            }
        }

        // Either the writer is always faster than this copy, or latest and its slot contradict each other.
        return TMemory.LoadAcquire(&Header->Latest) == first ? ShmStatus.Corrupt : ShmStatus.Lapped;
    }

    public override ShmStatus Peek()
    {
        // SYNC: CLOSED before latest, as in TryCopy.
        bool closed = IsClosed;
        ulong latest = TMemory.LoadAcquire(&Header->Latest);
        return latest != 0 && latest != _version ? ShmStatus.Ok : closed ? ShmStatus.Closed : ShmStatus.Empty;
    }

    /// <summary>The newest message stays, and there is one for ever once there was.</summary>
    protected override bool MayWait()
    {
        ulong latest = TMemory.LoadAcquire(&Header->Latest);
        return latest == 0 ? _version == 0 : Inspection<TMemory>.IsClaimed(Map, latest + 1);
    }

    public override bool RemoveObstacles() => false;

    public override bool HasObstacles() => false;
}
