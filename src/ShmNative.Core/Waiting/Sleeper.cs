using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>What waiting needs of the kernel; a test can put its own scheduler here.</summary>
internal abstract unsafe class Sleeper
{
    private const long Glance = 2_000_000;

    /// <summary>Monotonic time in nanoseconds.</summary>
    public abstract long Now { get; }

    /// <summary>
    /// Makes every other thread that registered for it pass a full fence (membarrier(2), GLOBAL_EXPEDITED), so that those who publish
    /// need none of their own. Where it is refused, sleeps are bounded by slices all the same.
    /// </summary>
    public abstract void FenceOthers();

    /// <summary>Sleeps while the word has the expected value, at most for the time given in nanoseconds.</summary>
    /// <returns>Whether a signal was handled meanwhile.</returns>
    public abstract bool Wait(uint* word, uint expected, long nanoseconds);

    /// <summary>Sleeps while every word has its expected value, at most until a moment of <see cref="Now"/>. It may return early.</summary>
    /// <returns>Whether a signal was handled meanwhile.</returns>
    public abstract bool WaitAny(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline);

    /// <summary>
    /// As <see cref="WaitAny"/>, for a wait that a handled signal ends: the kernel begins futex_waitv(2) again after a handler with SA_RESTART, and
    /// futex(2) with a time limit never (signal(7)). So it sleeps on the first word, for 2 ms, and the caller looks at the others.
    /// </summary>
    public bool WaitAnyOrSignal(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline)
    {
        long left = Math.Min(Glance, deadline - Now);
        return left > 0 && Wait(waiters[0].Word, (uint)waiters[0].Expected, left);
    }

    /// <summary>Wakes all who sleep on the word, in whatever process.</summary>
    public abstract void WakeAll(uint* word);
}
