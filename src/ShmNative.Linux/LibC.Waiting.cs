using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Waiting: futex(2), membarrier(2), clock_gettime(2); threads: gettid(2), tkill(2).</summary>
internal static unsafe partial class LibC
{
    private const int FUTEX_WAIT = 0; // not private: the word is shared between processes
    private const int FUTEX_WAKE = 1;
    private const int MEMBARRIER_CMD_GLOBAL_EXPEDITED = 2;
    private const int MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED = 4;
    private const int CLOCK_MONOTONIC = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly long SYS_futex = IsArm64 ? 98 : 202;
    private static readonly long SYS_membarrier = IsArm64 ? 283 : 324;
    private static readonly long SYS_gettid = IsArm64 ? 178 : 186;
    private static readonly long SYS_tkill = IsArm64 ? 130 : 200;

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long syscall(long number, uint* word, long operation, long value, Timespec* timeout, nint unused, long alsoUnused);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long syscall(long number, long command, long flags, long cpu);

    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    private static partial int clock_gettime(int clock, Timespec* time);

    /// <summary>Monotonic time in nanoseconds.</summary>
    public static long MonotonicTime()
    {
        Timespec time;
        _ = clock_gettime(CLOCK_MONOTONIC, &time);
        return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
    }

    /// <summary>Sleeps while the word has the value, at most so long; 0, or -EAGAIN, -EINTR, -ETIMEDOUT.</summary>
    public static int FutexWait(uint* word, uint expected, long nanoseconds)
    {
        Timespec timeout = new() { Seconds = nanoseconds / NanosecondsPerSecond, Nanoseconds = nanoseconds % NanosecondsPerSecond };
        return (int)Result(syscall(SYS_futex, word, FUTEX_WAIT, expected, &timeout, 0, 0));
    }

    /// <summary>Wakes all who sleep on the word; their number, or -errno.</summary>
    public static int FutexWake(uint* word) => (int)Result(syscall(SYS_futex, word, FUTEX_WAKE, int.MaxValue, null, 0, 0));

    /// <summary>Lets this process' threads be fenced by others; exec drops it. 0, or -errno where the kernel or a filter refuses.</summary>
    public static int RegisterForFence() => (int)Result(syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0, 0));

    /// <summary>Fences all threads of all processes that registered; 0, or -errno.</summary>
    public static int FenceOthers() => (int)Result(syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0, 0));

    /// <summary>The calling thread's id in its pid namespace.</summary>
    public static int ThreadId() => (int)syscall(SYS_gettid, 0, 0, 0);

    /// <summary>0 when a thread (one that was not waited for included) has that id, -ESRCH when none has, or -EPERM.</summary>
    public static int ProbeThread(int tid) => (int)Result(syscall(SYS_tkill, tid, 0, 0));
}
