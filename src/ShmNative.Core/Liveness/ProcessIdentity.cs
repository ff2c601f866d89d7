namespace ShmNative.Liveness;

/// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
/// <param name="Pid">Process id, as seen in this process' pid namespace.</param>
/// <param name="StartTime">When it started, in clock ticks since boot (proc(5), stat field 22); 0 = unknown.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current => new(Environment.ProcessId, ReadStartTime(Environment.ProcessId) ?? 0);

    /// <summary>Whether /proc shows the process. For messages only: what may be taken over is decided by locks.</summary>
    public bool IsVisible => ReadStartTime(Pid) is { } start && (StartTime == 0 || start == StartTime);

    private static ulong? ReadStartTime(int pid) =>
        ThreadStat.Read($"/proc/{pid}/stat") is { HasEnded: false } stat ? stat.StartTime : null;
}
