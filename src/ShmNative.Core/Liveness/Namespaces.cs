using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>This process' namespaces (namespaces(7)), by their inode numbers. 0: /proc is missing, and the kernel is too old to be asked without it.</summary>
internal static class Namespaces
{
    /// <summary>Of System V segments: their ids are this namespace's own.</summary>
    public static uint Ipc => Find("ipc", LibC.PIDFD_GET_IPC_NAMESPACE);

    /// <summary>Of processes: their ids are this namespace's own.</summary>
    public static uint Pid => Find("pid", LibC.PIDFD_GET_PID_NAMESPACE);

    /// <summary>Of clocks: times since boot are this namespace's own.</summary>
    public static uint Time => Find("time", LibC.PIDFD_GET_TIME_NAMESPACE);

    private static uint Find(string name, uint request)
    {
        if (LibC.Stat($"/proc/self/ns/{name}", out Statx file) == 0)
            return (uint)file.Inode;
        int descriptor = LibC.OpenNamespace(request);
        if (descriptor < 0)
            return 0;
        uint inode = LibC.Stat(descriptor, out file) == 0 ? (uint)file.Inode : 0;
        _ = LibC.Close(descriptor);
        return inode;
    }
}
