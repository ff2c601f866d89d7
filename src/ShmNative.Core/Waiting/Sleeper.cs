using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>What waiting needs of the kernel; a test can put its own scheduler here.</summary>
internal abstract unsafe class Sleeper
{
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

    /// <summary>Wakes all who sleep on the word, in whatever process.</summary>
    public abstract void WakeAll(uint* word);
}
