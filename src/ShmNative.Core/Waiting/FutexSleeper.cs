using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>Sleeping on futexes, futex(2); fencing with membarrier(2).</summary>
internal sealed unsafe class FutexSleeper : Sleeper
{
    private bool _refused;

    private FutexSleeper() => NeedsFence = LibC.RegisterForFence() < 0;

    /// <summary>One for the process: registering costs a system call, and has no end.</summary>
    public static FutexSleeper Instance { get; } = new();

    /// <summary>Whether this process could not register to be fenced by those who wait: then its signals fence by themselves.</summary>
    public bool NeedsFence { get; }

    public override long Now => LibC.MonotonicTime();

    public override void FenceOthers() => _ = LibC.FenceOthers();

    public override bool Wait(uint* word, uint expected, long nanoseconds) => LibC.FutexWait(word, expected, nanoseconds) == -Errno.EINTR;

    public override void WakeAll(uint* word) => _ = LibC.FutexWake(word);

    /// <summary>
    /// Where futex_waitv is refused (before Linux 5.16, or by a filter), or there are more words than it takes, it sleeps on the first word, for 2 ms,
    /// and the caller looks at the others.
    /// </summary>
    public override bool WaitAny(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline)
    {
        if (!_refused && waiters.Length <= LibC.MostFutexes)
        {
            int result;
            fixed (LibC.FutexWaiter* first = waiters)
                result = LibC.FutexWaitAny(first, waiters.Length, deadline);
            _refused = result is -Errno.ENOSYS or -Errno.EPERM;
            if (!_refused)
                return result == -Errno.EINTR;
        }

        return WaitAnyOrSignal(waiters, deadline);
    }
}
