using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// A lock in one word that says who holds it. It is taken by one compare-and-swap, so there is no moment in which a dead owner
/// could not be told; and it is taken from a dead one by one, so of several who find it dead one gets it.
/// </summary>
internal readonly unsafe struct LockOperation<TMemory>(ulong* owner, ulong* deaths, LockOwners owners) : IBlockingOperation
    where TMemory : struct, ISharedMemory
{
    private const ulong Awaited = PrimitiveConstants.OwnerAwaited;

    private readonly ulong _self = owners.Self;

    /// <summary>The low half of the owner: it has the thread id and the awaited bit.</summary>
    public uint* Word => (uint*)owner;

    public static void Initialise(MutexState* memory, LockOwners owners)
    {
        TMemory.Store(&memory->Magic, 0);
        TMemory.Store(&memory->Reserved, 0);
        TMemory.Store(&memory->Owner, 0);
        TMemory.Store(&memory->Namespaces, owners.Namespaces);
        TMemory.Store(&memory->Deaths, 0);

        // SYNC: release; pairs with the acquire load of the magic by whoever uses the place.
        TMemory.StoreRelease(&memory->Magic, PrimitiveConstants.MutexMagic);
    }

    /// <summary>OK; EMPTY when another holds it; DEADLOCK when this thread does.</summary>
    public ShmStatus Try()
    {
        ulong now = TMemory.Load(owner);

        // SYNC: pairs with the compare-and-swap in Unlock: who gets the lock sees all that was done under it.
        if (now == 0 && TMemory.CompareExchange(owner, 0, _self))
            return ShmStatus.Ok;
        return now != 0 && (now & ~Awaited) == _self ? ShmStatus.Deadlock : ShmStatus.Empty;
    }

    /// <summary>Also OWNER_DIED: its owner is gone, and it is this thread's now.</summary>
    public ShmStatus TryPastTheDead(ref uint expected)
    {
        ShmStatus status = Try();
        if (status != ShmStatus.Empty)
            return status;
        ulong now = TMemory.Load(owner);
        if (now == 0 || !owners.IsDead(now & ~Awaited))
            return ShmStatus.Empty;

        // Whoever waits for the dead one waits for us now: the bit stays.
        if (!TMemory.CompareExchange(owner, now, _self | (now & Awaited)))
            return ShmStatus.Empty;
        TMemory.Add(deaths, 1);
        return ShmStatus.OwnerDied;
    }

    public bool Announce(out uint expected)
    {
        ulong now = TMemory.Load(owner);
        expected = (uint)(now | Awaited);
        return now != 0 && ((now & Awaited) != 0 || TMemory.CompareExchange(owner, now, now | Awaited));
    }

    /// <summary>OK, or NOT_OWNER.</summary>
    public ShmStatus Unlock(Sleeper sleeper)
    {
        while (true)
        {
            ulong now = TMemory.Load(owner);
            if ((now & ~Awaited) != _self)
                return ShmStatus.NotOwner;

            // SYNC: a full fence; pairs with the compare-and-swap in Try.
            if (!TMemory.CompareExchange(owner, now, 0))
                continue;
            // All of them: if one alone were woken and died, the others would sleep on.
            if ((now & Awaited) != 0)
                sleeper.WakeAll(Word);
            return ShmStatus.Ok;
        }
    }
}
