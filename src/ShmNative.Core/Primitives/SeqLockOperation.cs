using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// A read-write value: a sequence lock with two copies (the kernel's seqcount_latch). The newest is copy sequence &amp; 1, and a writer fills the
/// other one: a writer that is stopped or dies leaves the newest value readable. Readers never block a writer. Writers take turns by a lock.
/// </summary>
internal readonly unsafe struct SeqLockOperation<TMemory>(SeqLockState* memory, uint size, Sleeper sleeper)
    where TMemory : struct, ISharedMemory
{
    private const int MostTries = 64;

    // SYNC: no fence of its own: the writer's Unlock, a full fence, stands between the sequence and the look at the flag.
    private readonly Signal<TMemory> _data = new(&memory->DataWord, &memory->DataFlag, sleeper, fence: false);

    /// <summary>Bytes that a value of so many takes with all that belongs to it.</summary>
    public static long TotalSize(uint size) => PrimitiveConstants.SeqlockHeaderSize + (2 * CopySize(size));

    public static void Initialise(SeqLockState* memory, uint size, LockOwners owners)
    {
        TMemory.Store(&memory->Magic, 0);
        TMemory.Store(&memory->Size, size);
        TMemory.Store(&memory->Owner, 0);
        TMemory.Store(&memory->Namespaces, owners.Namespaces);
        TMemory.Store(&memory->Deaths, 0);
        TMemory.Store(&memory->Sequence, 0);
        TMemory.Store(&memory->DataWord, 0);
        TMemory.Store(&memory->DataFlag, 0);

        // SYNC: release; pairs with the acquire load of the magic by whoever uses the place.
        TMemory.StoreRelease(&memory->Magic, PrimitiveConstants.SeqlockMagic);
    }

    /// <summary>Replaces the value. OK, TIMEOUT (another writer lives and writes), DEADLOCK.</summary>
    public ShmStatus Write(
        byte* value, long nanoseconds, LockOwners owners, int spins = PrimitiveCall<TMemory>.Spins, bool bySignals = false)
    {
        LockOperation<TMemory> turn = new(&memory->Owner, &memory->Deaths, owners);
        ShmStatus status = PrimitiveCall<TMemory>.Run(turn, nanoseconds, sleeper, spins, bySignals);

        // What a dead writer left is in the copy that nobody reads.
        if (status is not (ShmStatus.Ok or ShmStatus.OwnerDied))
            return status;
        ulong sequence = TMemory.LoadAcquire(&memory->Sequence);

        // SYNC: with the acquire; pairs with the load fence in Read: who copied a byte of this value finds the sequence moved on from the one
        // whose copy this replaces.
        TMemory.StoreFence();
        TMemory.CopyIn(Copy(sequence + 1), value, size);

        // SYNC: release; pairs with the acquire load in Read.
        TMemory.StoreRelease(&memory->Sequence, sequence + 1);
        _ = turn.Unlock(sleeper);
        _data.Notify();
        return ShmStatus.Ok;
    }

    /// <summary>Copies the newest value, if it is newer than <paramref name="after"/>, or waits for it.</summary>
    public ShmStatus Read(
        byte* value, ulong after, out ulong version, long nanoseconds, bool announces, int spins = PrimitiveCall<TMemory>.Spins,
        bool bySignals = false)
    {
        ulong read = after;
        ReadOperation operation = new(this, value, &read, announces);
        ShmStatus status = PrimitiveCall<TMemory>.Run(operation, nanoseconds, sleeper, spins, bySignals);
        version = read;
        return status;
    }

    private ShmStatus TryRead(byte* value, ulong* version)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            // SYNC: acquire; pairs with the release in Write.
            ulong sequence = TMemory.LoadAcquire(&memory->Sequence);
            if (sequence == *version)
                return ShmStatus.Empty;
            TMemory.CopyOut(value, Copy(sequence), size);

            // SYNC: load-load; pairs with the store fence in Write: a torn copy implies that this load finds another sequence.
            TMemory.LoadFence();
            if (TMemory.Load(&memory->Sequence) == sequence)
            {
                *version = sequence;
                return ShmStatus.Ok;
            }
        }

        return ShmStatus.Empty; // the writers are always faster than this copy; the next ones will be waited for
    }

    private uint* DataWord => &memory->DataWord;

    private static long CopySize(uint size) => (size + 7L) & ~7L;

    private byte* Copy(ulong sequence) =>
        (byte*)memory + PrimitiveConstants.SeqlockHeaderSize + ((sequence & 1) == 0 ? 0 : CopySize(size));

    private readonly struct ReadOperation(SeqLockOperation<TMemory> seqLock, byte* value, ulong* version, bool announces) : IBlockingOperation
    {
        public uint* Word => seqLock.DataWord;

        public ShmStatus Try() => seqLock.TryRead(value, version);

        /// <summary>Nobody stands in the way: a dead writer's value never came, and the one before it was read.</summary>
        public ShmStatus TryPastTheDead(ref uint expected) => Try();

        /// <summary>Who has the segment read-only cannot say so, and sleeps in slices.</summary>
        public bool Announce(out uint expected)
        {
            expected = announces ? seqLock._data.Announce() : seqLock._data.Observe();
            return true;
        }
    }
}
