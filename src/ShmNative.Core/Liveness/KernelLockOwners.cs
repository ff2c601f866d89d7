using ShmNative.Layout.Primitives;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// Owners as the kernel knows them. An owner is a thread: its id, and the time it started, so that a later thread with that id is another one.
/// It is dead when the kernel has no such thread, when that thread is another one now, or when it has ended and was not waited for yet. A stopped
/// or slow one is none of these.
/// </summary>
/// <remarks>
/// The robust list that pthread mutexes use (get_robust_list(2)) is not for shared memory that may hold anything: its links are pointers in the
/// segment, which the C library follows and writes through. And it is the C library's own.
/// </remarks>
internal sealed unsafe class KernelLockOwners : LockOwners
{
    private const ulong TidMask = (1UL << PrimitiveConstants.OwnerTidBits) - 1;

    private static readonly bool s_canReadOthers = ReadsThisNamespace();

    [ThreadStatic]
    private static ulong t_self;

    [ThreadStatic]
    private static byte* t_guard;

    private KernelLockOwners() => Namespaces = Inode("/proc/self/ns/pid") | (Inode("/proc/self/ns/time") << 32);

    public static KernelLockOwners Instance { get; } = new();

    public override ulong Namespaces { get; }

    /// <summary>A forked child's thread has another id: there the guard is 0.</summary>
    public override ulong Self => t_guard is not null && *t_guard != 0 ? t_self : FindSelf();

    public override bool IsDead(ulong owner)
    {
        int tid = (int)(owner & TidMask);
        if (LibC.ProbeThread(tid) == -Errno.ESRCH)
            return true;

        // What /proc does not show may be another user's: only a clear answer counts.
        ulong start = owner >> PrimitiveConstants.OwnerStartShift;
        return s_canReadOthers && ThreadStat.Read($"/proc/{tid}/stat") is { } now
            && (now.HasEnded || (start != 0 && now.StartTime != start));
    }

    private static ulong FindSelf()
    {
        byte* guard = ForkGuard.Arm();
        int tid = LibC.ThreadId();
        ulong start = s_canReadOthers && ThreadStat.Read("/proc/thread-self/stat") is { } self ? self.StartTime : 0;
        t_self = (start << PrimitiveConstants.OwnerStartShift) | (uint)tid;
        t_guard = guard;
        return t_self;
    }

    /// <summary>
    /// Whether /proc was mounted for this process' own pid namespace: in another's, the same number is another thread. A process is listed there
    /// with its ids from that namespace down to its own.
    /// </summary>
    private static bool ReadsThisNamespace()
    {
        try
        {
            string line = File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            return line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, string only] && only.Trim() == $"{LibC.ThreadId()}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }

    private static uint Inode(string path) => LibC.Stat(path, out Statx file) == 0 ? (uint)file.Inode : 0;
}
