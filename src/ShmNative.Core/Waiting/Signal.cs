using System.Runtime.CompilerServices;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>
/// A futex word and a flag in shared memory. The flag says that somebody may sleep: who signals pays one load while nobody does. It is a flag and
/// no count, because a killed waiter would leave its count behind.
/// </summary>
internal readonly unsafe struct Signal<TMemory>(uint* word, uint* flag, Sleeper sleeper, bool fence)
    where TMemory : struct, ISharedMemory
{
    private readonly uint* _word = word;
    private readonly uint* _flag = flag;
    private readonly Sleeper _sleeper = sleeper;

    /// <summary>Called after the store that others may wait for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Notify()
    {
        // The store before this and the load of the flag may pass each other in the processor. The waiter's membarrier forbids it
        // from its side; a process that could not register for membarrier fences by itself.
        if (fence)
            TMemory.FullFence();

        // SYNC: pairs with Announce: either this load sees the flag, or the waiter's second look sees what was stored before this.
        if (TMemory.Load(_flag) != 0)
            Wake();
    }

    /// <summary>Wakes everybody, whether or not the flag says that somebody sleeps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Wake()
    {
        // In this order: a waiter that announces itself in between finds the word changed and does not sleep. The other way round its
        // flag would be cleared behind its back.
        TMemory.Store(_flag, 0);
        TMemory.Increment(_word);
        _sleeper.WakeAll(_word);
    }

    /// <summary>Says that somebody is about to sleep; the caller looks once more before it does.</summary>
    /// <returns>The word's value to sleep on, loaded before the announcement.</returns>
    public uint Announce()
    {
        uint value = AnnounceUnfenced();
        // SYNC: pairs with the flag's load in Notify.
        _sleeper.FenceOthers();
        return value;
    }

    /// <summary>As <see cref="Announce"/>; the caller fences the others by itself, once for several signals, before it looks.</summary>
    public uint AnnounceUnfenced()
    {
        uint value = TMemory.LoadAcquire(_word);
        TMemory.Store(_flag, 1);
        TMemory.FullFence();
        return value;
    }

    /// <summary>The futex word.</summary>
    public uint* Word => _word;

    /// <summary>The word's value for those who cannot announce themselves: observers, who sleep in slices.</summary>
    public uint Observe() => TMemory.LoadAcquire(_word);
}
