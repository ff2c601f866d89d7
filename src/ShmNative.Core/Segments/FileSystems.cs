using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Segments;

/// <summary>Tells the file systems whose mappings and locks are this host's own from those that are shared with others.</summary>
internal static class FileSystems
{
    /// <summary>Refuses a file system whose memory and locks other hosts, or a user process, take part in.</summary>
    /// <param name="type">Magic number, or <c>-errno</c>: a result of <see cref="LibC.FileSystemType(string)"/>.</param>
    /// <param name="address">For the message.</param>
    public static void RequireLocal(long type, SegmentAddress address)
    {
        if (type < 0)
            throw Refusal.Kernel((int)type, $"cannot look at the file system of {address}");
        // Magic numbers of statfs(2), linux/magic.h.
        string? name = type switch
        {
            0x6969 => "NFS",
            0x65735546 => "FUSE or virtiofs",
            0x01021997 => "9p",
            0x517B or 0xFE534D42 or 0xFF534D42 => "SMB",
            0x00C36400 => "Ceph",
            0x5346414F or 0x6B414653 => "AFS",
            0x73757245 => "Coda",
            0x01161970 => "GFS2",
            0x7461636F => "OCFS2",
            0x0BD00BD0 => "Lustre",
            0x786F4256 => "VirtualBox shared folder",
            _ => null,
        };
        if (name is not null)
        {
            throw new ShmException(ShmStatus.UnsupportedFile,
                $"{address} is on a file system ({name}) that is not this host's alone; use a local one, or posix:/NAME");
        }
    }
}
