using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>
/// Where a process of the Faults build can die: after each access to shared memory and after each call to the kernel. Once armed, it counts down,
/// and at the last one kills this process as kill -9 does. One thread of a process is tested: nothing here is for several.
/// </summary>
internal static partial class FaultPoint
{
    private const int SIGKILL = 9;

    private static long s_left;
    private static long s_calls;
    private static bool s_countsLoads;

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    /// <summary>Dies at the point with this number, counted from here on.</summary>
    /// <param name="number">1 = the next one.</param>
    /// <param name="loads">Whether loads count too. They change nothing: to die at one is to die at the store before it.</param>
    public static void Arm(long number, bool loads) => (s_left, s_countsLoads) = (number, loads);

    /// <summary>No longer dies; whether the number was too high to be reached.</summary>
    public static void Disarm() => s_left = 0;

    /// <summary>Calls to the kernel that this process has made through the library, on whatever thread.</summary>
    public static long Calls => Volatile.Read(ref s_calls);

    /// <summary>The kernel was called.</summary>
    public static void Called()
    {
        Interlocked.Increment(ref s_calls);
        Changed();
    }

    /// <summary>Something was changed, or may have been.</summary>
    public static void Changed()
    {
        if (s_left > 0 && --s_left == 0)
            Die();
    }

    /// <summary>Something was looked at.</summary>
    public static void Loaded()
    {
        if (s_countsLoads)
            Changed();
    }

    /// <summary>kill -9 by oneself: not an instruction of this thread follows.</summary>
    public static void Die() => _ = kill(Environment.ProcessId, SIGKILL);
}
