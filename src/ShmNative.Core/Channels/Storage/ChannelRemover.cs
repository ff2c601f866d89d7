using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>Removes a channel by its name, whoever uses it.</summary>
internal static unsafe class ChannelRemover
{
    public static void Remove(SegmentAddress address, ChannelKind kind)
    {
        using ChannelMemory memory = Open(address);
        ShmStatus status = ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out string problem);
        if (status is not (ShmStatus.Ok or ShmStatus.Corrupt or ShmStatus.WrongVersion))
            throw new ShmException(status, $"{address} was not removed: {problem}");
        if (status == ShmStatus.Ok && geometry.Kind != kind)
            throw new ShmException(ShmStatus.WrongKind, $"{address} was not removed: it is a {geometry.Kind}, not a {kind}".ToLowerInvariant());
        _ = status == ShmStatus.Ok && memory.TryOpenLocks(geometry);
        memory.Retire();
        memory.Unlink();
    }

    private static ChannelMemory Open(SegmentAddress address)
    {
        ChannelMemory? memory = address.Backend == SegmentBackend.SysV
            ? SysVChannelMemory.TryOpen(address, writable: true, anyOwner: true, out int error)
            : FileChannelMemory.TryOpen(address, writable: true, anyOwner: true, out error);
        return memory ?? throw (error == -Linux.Errno.ENOENT
            ? new ShmException(ShmStatus.NotFound, $"there is no {address}")
            : Refusal.Kernel(error, $"cannot remove {address}"));
    }
}
