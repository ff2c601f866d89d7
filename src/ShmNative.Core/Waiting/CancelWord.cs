using ShmNative.Layout;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>
/// A word by which the waits of one handle are ended, also from a signal handler, with a compare-and-swap and a wake: [ generation:31 |
/// cancelled:1 ]. The generation is of one handle: whoever cancels after its close changes nothing.
/// </summary>
/// <param name="word">In memory of this process that is never given back to the system.</param>
internal sealed unsafe class CancelWord<TMemory>(uint* word)
    where TMemory : struct, ISharedMemory
{
    private const uint Cancelled = 1;

    /// <summary>Whether a handler may change it, with no wake of anything else.</summary>
    public bool IsHandedOut { get; private set; }

    /// <summary>The word to sleep on.</summary>
    public uint* Word => word;

    /// <summary>What the word is while nobody cancels.</summary>
    public uint Open { get; } = TMemory.Load(word);

    /// <summary>What the word is after a close.</summary>
    public uint Closed => Open + Cancelled + 1;

    public bool IsCancelled => TMemory.LoadAcquire(word) != Open;

    /// <summary>What a signal handler needs.</summary>
    public ShmCanceller HandOut()
    {
        IsHandedOut = true;
        return new() { Word = word, Open = Open };
    }

    /// <summary>Ends the wait on it, or else the next one. From any thread; shm_cancel of Cancel.c is the same in C.</summary>
    public void Cancel(Sleeper sleeper)
    {
        // SYNC: pairs with the kernel's look at the word when a wait goes to sleep, and with TakeCancelled before that.
        if (TMemory.CompareExchange(word, Open, Open | Cancelled))
            sleeper.WakeAll(word);
    }

    /// <summary>Whether it was cancelled since the last time; from here on it is not.</summary>
    public bool TakeCancelled() => IsCancelled && TMemory.CompareExchange(word, Open | Cancelled, Open);
}
