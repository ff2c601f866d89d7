using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Waiting on many, futex_waitv (Documentation/userspace-api/futex2.rst); descriptors that say when, socketpair(2); a thread's signals.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Most words that one call can wait for.</summary>
    public const int MostFutexes = 128;

    private const uint FUTEX2_SIZE_U32 = 2; // and not private
    private const long SYS_futex_waitv = 449;
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int MSG_NOSIGNAL = 0x4000;
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

    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    private static partial nint send(int descriptor, void* buffer, nuint length, int flags);

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

    /// <summary>Two sockets: what is sent through one can be read from the other. Neither blocks.</summary>
    public static int OpenSockets(out int reader, out int writer)
    {
        int* ends = stackalloc int[2];
        int error = Result(socketpair(AF_UNIX, SOCK_STREAM | O_NONBLOCK | O_CLOEXEC, 0, ends));
        (reader, writer) = (ends[0], ends[1]);
        return error;
    }

    /// <summary>Sends through a socket; no signal is raised when the other end is closed.</summary>
    public static long Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Result((long)send(descriptor, start, (nuint)bytes.Length, MSG_NOSIGNAL));
    }

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
