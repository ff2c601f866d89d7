using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>A process, or a thread, that cannot be mistaken for a later one with the same number.</summary>
/// <param name="Pid">Its id, as seen in this process' pid namespace; 0 = unknown.</param>
/// <param name="StartTime">When it started, in clock ticks since boot (proc(5), stat field 22); 0 = unknown.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current => new(Environment.ProcessId, ThreadStat.Read("/proc/self/stat")?.StartTime ?? 0);

    /// <summary>
    /// Whether the kernel says clearly that it is gone: nothing has that number, or what has it now has ended or is another one. What /proc does not
    /// show may be another user's. An unknown process is not gone.
    /// </summary>
    public bool IsGone => Pid > 0 && (LibC.ProbeThread(Pid) == -Errno.ESRCH
        || (ThreadStat.IsOfThisNamespace && ThreadStat.Read($"/proc/{Pid}/stat") is { } now
            && (now.HasEnded || (StartTime != 0 && now.StartTime != StartTime))));
}
