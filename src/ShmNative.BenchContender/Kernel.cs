using System.Runtime.InteropServices;

namespace ShmNative.BenchContender;

/// <summary>What a contender asks of the kernel: sched_setaffinity(2), sched_yield(2), alarm(2), usleep(3).</summary>
internal static unsafe partial class Kernel
{
    private const int MostCores = 1024;

    /// <summary>Keeps this thread on one core.</summary>
    public static void Pin(int core)
    {
        ulong* mask = stackalloc ulong[MostCores / 64];
        new Span<ulong>(mask, MostCores / 64).Clear();
        mask[core / 64] = 1UL << (core % 64);
        _ = SetAffinity(0, MostCores / 8, mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    public static partial int Yield();

    /// <summary>The process is killed after so many seconds.</summary>
    [LibraryImport("libc", EntryPoint = "alarm")]
    public static partial uint Alarm(uint seconds);

    [LibraryImport("libc", EntryPoint = "usleep")]
    public static partial int Sleep(uint microseconds);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int pid, nuint size, ulong* mask);
}
