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

    [ThreadStatic]
    private static ulong t_self;

    [ThreadStatic]
    private static byte* t_guard;

    private KernelLockOwners() => Namespaces = Liveness.Namespaces.Pid | ((ulong)Liveness.Namespaces.Time << 32);

    public static KernelLockOwners Instance { get; } = new();

    public override ulong Namespaces { get; }

    /// <summary>A forked child's thread has another id: there the guard is 0.</summary>
    public override ulong Self => t_guard is not null && *t_guard != 0 ? t_self : FindSelf();

    /// <summary>Where the pid namespace cannot be told, an id may be that of another one's thread, and nobody counts as dead.</summary>
    public override bool IsDead(ulong owner) => (uint)Namespaces != 0
        && new ProcessIdentity((int)(owner & TidMask), owner >> PrimitiveConstants.OwnerStartShift).IsGone;

    private static ulong FindSelf()
    {
        byte* guard = ForkGuard.Arm();
        int tid = LibC.ThreadId();
        ulong start = ThreadStat.IsOfThisNamespace && ThreadStat.Read("/proc/thread-self/stat") is { } self ? self.StartTime : 0;
        t_self = (start << PrimitiveConstants.OwnerStartShift) | (uint)tid;
        t_guard = guard;
        return t_self;
    }
}
