using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Namespaces (namespaces(7)) without /proc: pidfd_open(2) and its ioctls, from Linux 6.11 on.</summary>
internal static unsafe partial class LibC
{
    private const uint PIDFD_IOCTL = 0xFF00; // _IO(0xFF, number), linux/pidfd.h
    public const uint PIDFD_GET_IPC_NAMESPACE = PIDFD_IOCTL | 2;
    public const uint PIDFD_GET_PID_NAMESPACE = PIDFD_IOCTL | 5;
    public const uint PIDFD_GET_TIME_NAMESPACE = PIDFD_IOCTL | 7;

    private const long SYS_pidfd_open = 434;

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ioctl(int descriptor, ulong request, ulong argument);

    /// <summary>A descriptor of one of this process' namespaces, or -errno: -ENOTTY or -EINVAL from a kernel that is too old.</summary>
    public static int OpenNamespace(uint request)
    {
        int process = (int)Result(syscall(SYS_pidfd_open, Environment.ProcessId, 0, 0));
        if (process < 0)
            return process;
        int descriptor = Result(ioctl(process, request, 0));
        _ = Close(process);
        return descriptor;
    }
}
