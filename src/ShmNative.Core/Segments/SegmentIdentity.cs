using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>One segment, told apart from any other that had or will have its address.</summary>
/// <param name="Name">Unique among the segments that exist now.</param>
/// <param name="Stamp">What never changes in a segment's life, and differs when the name is used again.</param>
internal readonly record struct SegmentIdentity(string Name, string Stamp)
{
    /// <summary>
    /// A System V segment. Who created it is no part of the stamp: the kernel says that in the numbers of the one who asks, and pid and user
    /// namespaces have numbers of their own. The kernel gives an id again only after thousands of others.
    /// </summary>
    public static SegmentIdentity Of(in SysVStat stat) =>
        new(NameOfSysV(stat.Id), $"key={stat.Key:x8} size={stat.Size}");

    /// <summary>A POSIX or file segment.</summary>
    public static SegmentIdentity Of(in Statx file) =>
        new($"file-{file.Device}-{file.Inode}", $"born={file.BirthTime}.{file.BirthNanoseconds:d9}");

    /// <summary>The name of a System V segment: ids are of one IPC namespace, and /dev/shm may be seen from several.</summary>
    public static string NameOfSysV(int id) => $"sysv-{Namespaces.Ipc}-{id}";
}
