using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>Removes a channel by its name, whoever uses it.</summary>
internal static unsafe class ChannelRemover
{
    public static void Remove(SegmentAddress address, ChannelKind kind)
    {
        using ChannelMemory? memory = Open(address);
        if (memory is null)
        {
            Segment.Remove(address); // its creator has not finished it
            return;
        }

        ShmStatus status = ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out string problem);
        if (status is not (ShmStatus.Ok or ShmStatus.Corrupt or ShmStatus.WrongVersion))
            throw new ShmException(status, $"{address} was not removed: {problem}");
        if (status == ShmStatus.Ok && geometry.Kind != kind)
            throw new ShmException(ShmStatus.WrongKind, $"{address} was not removed: it is no {kind.ToString().ToLowerInvariant()}");
        // A header that cannot be read, or locks that are gone: nobody can join, so nobody changes the name but who removes it too.
        int error = status == ShmStatus.Ok && memory.TryOpenLocks(geometry) ? memory.TryRemoveName() : memory.Unlink();
        if (error is -Errno.EPERM or -Errno.EACCES)
            throw Refusal.Kernel(error, $"cannot remove {address}; only {memory.WhoMayRemove(error)} can");
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot remove {address}");
        OwnershipRecord.Sweep(all: true);
        SysVChannelMemory.SweepLocks(all: true);
    }

    /// <summary>Null: a System V segment under construction.</summary>
    private static ChannelMemory? Open(SegmentAddress address)
    {
        ChannelMemory? memory = ChannelMemory.TryMap(address, writable: true, Trust.Any, out int error);
        return memory is not null || error == -Errno.EAGAIN ? memory : throw (error == -Errno.ENOENT
            ? new ShmException(ShmStatus.NotFound, $"there is no {address}")
            : Refusal.Kernel(error, $"cannot remove {address}"));
    }
}
