using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// An event: one word, reset, set, or reset with somebody asleep. All changes are compare-and-swaps, so a setter wakes exactly when
/// it replaced "awaited". Everybody is woken, also by an automatic event: whoever was to be woken alone might be dead.
/// </summary>
internal readonly unsafe struct EventOperation<TMemory>(EventState* memory) : IBlockingOperation
    where TMemory : struct, ISharedMemory
{
    public uint* Word => &memory->State;

    /// <summary>Whether a wait would not block; consumes nothing.</summary>
    public bool IsSet => TMemory.LoadAcquire(Word) == PrimitiveConstants.EventSet;

    public static void Initialise(EventState* memory, bool manual, bool set)
    {
        TMemory.Store(&memory->Magic, 0);
        TMemory.Store(&memory->Manual, manual ? 1u : 0);
        TMemory.Store(&memory->State, set ? PrimitiveConstants.EventSet : PrimitiveConstants.EventReset);
        TMemory.Store(&memory->Reserved, 0);

        // SYNC: release; pairs with the acquire load of the magic by whoever uses the place.
        TMemory.StoreRelease(&memory->Magic, PrimitiveConstants.EventMagic);
    }

    public ShmStatus Set(Sleeper sleeper)
    {
        while (true)
        {
            uint state = TMemory.Load(Word);
            if (state > PrimitiveConstants.EventAwaited)
                return ShmStatus.Corrupt;

            // SYNC: also when it is set already: pairs with Try, whose caller sees what every setter stored before.
            if (!TMemory.CompareExchange(Word, state, PrimitiveConstants.EventSet))
                continue;
            if (state == PrimitiveConstants.EventAwaited)
                sleeper.WakeAll(Word);
            return ShmStatus.Ok;
        }
    }

    public ShmStatus Reset()
    {
        // A word that is not "set" is as it should be.
        TMemory.CompareExchange(Word, PrimitiveConstants.EventSet, PrimitiveConstants.EventReset);
        return ShmStatus.Ok;
    }

    public ShmStatus Try()
    {
        // SYNC: acquire; pairs with the compare-and-swap in Set.
        uint state = TMemory.LoadAcquire(Word);
        if (state != PrimitiveConstants.EventSet)
            return state <= PrimitiveConstants.EventAwaited ? ShmStatus.Empty : ShmStatus.Corrupt;
        bool taken = TMemory.Load(&memory->Manual) != 0 || TMemory.CompareExchange(Word, state, PrimitiveConstants.EventReset);
        return taken ? ShmStatus.Ok : ShmStatus.Empty;
    }

    public ShmStatus TryPastTheDead(ref uint expected) => Try();

    public bool Announce(out uint expected)
    {
        expected = PrimitiveConstants.EventAwaited;
        return TMemory.LoadAcquire(Word) == expected || TMemory.CompareExchange(Word, PrimitiveConstants.EventReset, expected);
    }
}
