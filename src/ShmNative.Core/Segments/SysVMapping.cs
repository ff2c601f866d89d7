using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Segments;

/// <summary>An attached System V segment.</summary>
internal sealed class SysVMapping : SegmentMapping
{
    /// <summary>The segment's id; it cannot be reused while this is attached.</summary>
    public required int Id { get; init; }

    /// <summary>The creator's record; null for all others.</summary>
    public OwnershipRecord? Record { get; init; }

    /// <summary>The mode that <see cref="Publish"/> sets.</summary>
    public uint Mode { get; init; }

    /// <summary>Attaches to a segment that was just made under construction.</summary>
    public static nint AttachHidden(in SysVStat stat)
    {
        nint data = LibC.ShmAttach(stat.Id, 0);
        if (data != -Errno.EACCES)
            return data;
        // Only the privileged attach without the read bit. The mode says all along that it is not finished.
        int error = SetMode(stat, SysVStat.AttachingMode);
        if (error < 0)
            return error;
        data = LibC.ShmAttach(stat.Id, 0);
        error = SetMode(stat, SysVStat.HiddenMode);
        if (error == 0 || LibC.IsError(data))
            return data;
        _ = LibC.ShmDetach(data);
        return error;
    }

    /// <summary>Sets the permission bits of a segment.</summary>
    public static int SetMode(in SysVStat stat, uint mode)
    {
        ShmidDs change = new() { Uid = stat.Uid, Gid = stat.Gid, Mode = (ushort)mode };
        return LibC.ShmSet(stat.Id, ref change);
    }

    /// <inheritdoc/>
    public override void Publish()
    {
        int error = SysVStat.TryRead(Id, out SysVStat stat) ? SetMode(stat, Mode) : -Errno.EIDRM;
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot publish {Address}");
    }

    /// <inheritdoc/>
    public override SegmentInfo Info() => SysVStat.TryRead(Id, out SysVStat stat)
        ? SysVSegments.InfoOf(stat)
        : throw new ShmException(ShmStatus.NotFound, $"{Address} (shmid {Id}) is gone");

    /// <inheritdoc/>
    public override void Close(bool remove)
    {
        // While it is attached the id cannot be that of another segment, so it is removed before it is detached.
        if (remove)
            _ = LibC.ShmRemove(Id);
        _ = LibC.ShmDetach(Data);
        Record?.Dispose();
    }

    /// <inheritdoc/>
    public override void CloseInForkedChild() => LibC.ShmDetach(Data);
}
