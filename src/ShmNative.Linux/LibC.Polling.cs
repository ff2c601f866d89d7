using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Waiting on many, futex_waitv (Documentation/userspace-api/futex2.rst); descriptors that say when, eventfd(2); a thread's signals.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Most words that one call can wait for.</summary>
    public const int MostFutexes = 128;

    private const uint FUTEX2_SIZE_U32 = 2; // and not private
    private const long SYS_futex_waitv = 449;
    private const int EFD_CLOEXEC = O_CLOEXEC;
    private const int EFD_NONBLOCK = O_NONBLOCK;
    private const int SIG_SETMASK = 2;
    private const int SignalSetSize = 128;

    /// <summary>struct futex_waitv.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FutexWaiter
    {
        public ulong Expected;
        public uint* Word;
        private readonly uint _flags;
        private readonly uint _reserved;

        public FutexWaiter(uint* word, uint expected)
        {
            Word = word;
            Expected = expected;
            _flags = FUTEX2_SIZE_U32;
        }
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long syscall(long number, FutexWaiter* waiters, long count, long flags, Timespec* deadline, long clock);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport(Library, EntryPoint = "pthread_sigmask")]
    private static partial int pthread_sigmask(int how, ulong* set, ulong* before);

    /// <summary>
    /// Sleeps while each word has its value, at most until a moment of <see cref="MonotonicTime"/>; an index, or -EAGAIN, -EINTR, -ETIMEDOUT,
    /// -EFAULT, and -ENOSYS before Linux 5.16.
    /// </summary>
    public static int FutexWaitAny(FutexWaiter* waiters, int count, long deadline)
    {
        Timespec time = new() { Seconds = deadline / NanosecondsPerSecond, Nanoseconds = deadline % NanosecondsPerSecond };
        return (int)Result(syscall(SYS_futex_waitv, waiters, count, 0, &time, CLOCK_MONOTONIC));
    }

    /// <summary>A counter that is readable unless it is 0; its reads and writes never block.</summary>
    public static int OpenCounter(uint value) => Result(eventfd(value, EFD_CLOEXEC | EFD_NONBLOCK));

    /// <summary>Blocks this thread's signals, so that threads it makes begin without; what was blocked before goes into <paramref name="before"/>.</summary>
    public static void BlockSignals(Span<ulong> before)
    {
        // Not those that a fault raises, and not the first real-time ones: they are the C library's and the runtime's own.
        const ulong Kept = (1UL << 3) | (1UL << 4) | (1UL << 5) | (1UL << 6) | (1UL << 7) | (1UL << 10) | (0xfUL << 31);
        Span<ulong> all = stackalloc ulong[SignalSetSize / sizeof(ulong)];
        all.Fill(ulong.MaxValue);
        all[0] = ~Kept;
        fixed (ulong* set = all, old = before)
            _ = pthread_sigmask(SIG_SETMASK, set, old);
    }

    /// <summary>Room for <see cref="BlockSignals"/>, in words.</summary>
    public const int SignalSetWords = SignalSetSize / sizeof(ulong);

    public static void RestoreSignals(ReadOnlySpan<ulong> before)
    {
        fixed (ulong* set = before)
            _ = pthread_sigmask(SIG_SETMASK, set, null);
    }
}
