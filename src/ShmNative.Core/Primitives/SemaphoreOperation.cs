using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>
/// A counting semaphore in one word: the count, and below it a bit that says that somebody may sleep. The bit is set while the count is 0 only;
/// who counts up takes it away and wakes everybody, and whoever gets nothing sets it again.
/// </summary>
internal readonly unsafe struct SemaphoreOperation<TMemory>(SemaphoreState* memory) : IBlockingOperation
    where TMemory : struct, ISharedMemory
{
    private const uint One = 1u << PrimitiveConstants.SemaphoreCountShift;

    public uint* Word => &memory->State;

    public uint Count => TMemory.LoadAcquire(Word) >> PrimitiveConstants.SemaphoreCountShift;

    public static void Initialise(SemaphoreState* memory, uint count, uint maximum)
    {
        TMemory.Store(&memory->Magic, 0);
        TMemory.Store(&memory->Maximum, maximum);
        TMemory.Store(&memory->State, count << PrimitiveConstants.SemaphoreCountShift);
        TMemory.Store(&memory->Reserved, 0);

        // SYNC: release; pairs with the acquire load of the magic by whoever uses the place.
        TMemory.StoreRelease(&memory->Magic, PrimitiveConstants.SemaphoreMagic);
    }

    public ShmStatus Release(uint count, Sleeper sleeper)
    {
        uint maximum = TMemory.Load(&memory->Maximum);
        while (true)
        {
            uint state = TMemory.Load(Word);
            uint now = state >> PrimitiveConstants.SemaphoreCountShift;
            if (now > maximum || count > maximum - now)
                return ShmStatus.Overflow;

            // SYNC: pairs with the compare-and-swap in Try: who takes the count sees what was stored before it was given.
            if (!TMemory.CompareExchange(Word, state, (now + count) << PrimitiveConstants.SemaphoreCountShift))
                continue;
            if ((state & PrimitiveConstants.SemaphoreAwaited) != 0)
                sleeper.WakeAll(Word);
            return ShmStatus.Ok;
        }
    }

    public ShmStatus Try()
    {
        while (true)
        {
            uint state = TMemory.Load(Word);
            if (state < One)
                return ShmStatus.Empty;

            // SYNC: pairs with the compare-and-swap in Release.
            if (TMemory.CompareExchange(Word, state, state - One))
                return ShmStatus.Ok;
        }
    }

    public ShmStatus TryPastTheDead(ref uint expected) => Try();

    public bool Announce(out uint expected)
    {
        expected = PrimitiveConstants.SemaphoreAwaited;
        return TMemory.LoadAcquire(Word) == expected || TMemory.CompareExchange(Word, 0, expected);
    }
}
