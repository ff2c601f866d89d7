using System.Runtime.InteropServices;

namespace ShmNative.Bench;

/// <summary>Keeps this process on one core: sched_setaffinity(2).</summary>
internal static unsafe partial class Affinity
{
    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int pid, nuint size, ulong* mask);

    public static void Pin(int core)
    {
        ulong mask = 1UL << core;
        _ = SetAffinity(0, sizeof(ulong), &mask);
    }
}
