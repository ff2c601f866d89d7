using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>System V segments: create, open, look at, remove (shm_overview(7) has the others; sysvipc(7)).</summary>
internal static class SysVSegments
{
    private const string MappedName = "/SYSV"; // how /proc/PID/maps calls them

    /// <summary>
    /// Creates a segment: under construction first, so that a process that dies on the way leaves nothing that looks finished, then its
    /// record, then attached.
    /// </summary>
    public static SysVMapping Create(SegmentAddress address, long size, SegmentOptions options)
    {
        if (address.Form == SegmentAddress.SysVForm.Id)
            throw new ShmException(ShmStatus.InvalidAddress, $"{address} names an existing segment; create with a path or a key, or sysv:private");
        int key = KeyOf(address);
        TakeOverLoop loop = new(address);
        while (true)
        {
            int existing = key == LibC.IPC_PRIVATE ? -Errno.ENOENT : LibC.ShmGet(key, 0, 0);
            if (existing >= 0)
            {
                MakePlace(address, existing, size, options, loop);
                continue;
            }
            FreeMemory.Require(size, 0, address);
            int id = LibC.ShmGet(key, (nuint)size, LibC.IPC_CREAT | LibC.IPC_EXCL | (int)SysVStat.HiddenMode);
            if (id >= 0)
                return Build(key == LibC.IPC_PRIVATE ? SegmentAddress.OfId(id) : address, id, size, options, loop.Notice);
            if (id != -Errno.EEXIST)
                throw RefuseCreation(id, address, size);
        }
    }

    /// <summary>Attaches; null with the reason in <paramref name="refusal"/>.</summary>
    public static SysVMapping? TryOpen(SegmentAddress address, bool writable, out ShmException? refusal)
    {
        nint data = -Errno.ENOENT;
        SysVStat stat = default;
        int id = Find(address);
        if (id >= 0 && SysVStat.TryRead(id, out stat))
            data = stat.IsUnderConstruction ? -Errno.EAGAIN : LibC.ShmAttach(id, writable ? 0 : LibC.SHM_RDONLY);
        // It may have gone under construction or away since: what counts is what it is while we are attached.
        if (!LibC.IsError(data) && (!SysVStat.TryRead(id, out stat) || stat.IsUnderConstruction))
        {
            _ = LibC.ShmDetach(data);
            data = -Errno.EAGAIN;
        }
        refusal = LibC.IsError(data) ? RefuseAttachment((int)data, address, stat, writable) : null;
        return refusal is null ? new() { Address = address, Id = id, Data = data, Size = (long)stat.Size } : null;
    }

    /// <summary>What is known of the segment.</summary>
    public static SegmentInfo Stat(SegmentAddress address) => InfoOf(Require(address));

    /// <summary>What the kernel says of a segment, and what its record does.</summary>
    public static SegmentInfo InfoOf(in SysVStat stat) => Complete(stat, OwnershipRecord.Read(SegmentIdentity.Of(stat), stat.Uid));

    /// <summary>Removes the segment; the attached keep it until they detach.</summary>
    public static void Remove(SegmentAddress address)
    {
        SysVStat stat = Require(address);
        int error = LibC.ShmRemove(stat.Id);
        if (error is -Errno.EIDRM or -Errno.EINVAL)
            throw NotFound(address);
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot remove {address} (shmid {stat.Id}, owner {UserNames.Of(stat.Uid)})");
        OwnershipRecord.Sweep(all: true);
    }

    private static int KeyOf(SegmentAddress address)
    {
        if (address.Form != SegmentAddress.SysVForm.Path)
            return address.Form == SegmentAddress.SysVForm.Key ? address.Number : LibC.IPC_PRIVATE;
        int error = LibC.KeyOf(address.Path, address.Number, out int key);
        return error == 0 ? key : throw Refusal.Kernel(error, $"cannot make the key of {address} from the key file '{address.Path}'");
    }

    private static int Find(SegmentAddress address) => address.Form switch
    {
        SegmentAddress.SysVForm.Id => address.Number,
        SegmentAddress.SysVForm.Private => throw new ShmException(ShmStatus.InvalidAddress,
            $"{address} is only for creating; a private segment is found by sysv:id=N, with the id that its creator shows"),
        _ => LibC.ShmGet(KeyOf(address), 0, 0),
    };

    private static SysVStat Require(SegmentAddress address)
    {
        int id = Find(address);
        return id >= 0 && SysVStat.TryRead(id, out SysVStat stat) ? stat : throw NotFound(address);
    }

    private static SysVMapping Build(SegmentAddress address, int id, long size, SegmentOptions options, string? notice)
    {
        OwnershipRecord? record = null;
        nint data = -Errno.EIDRM;
        if (SysVStat.TryRead(id, out SysVStat stat))
        {
            record = OwnershipRecord.TryCreate(
                SegmentIdentity.Of(stat), address, options.Keep ? RecordRole.Keeper : RecordRole.Owner, out string failure);
            notice = OwnershipRecord.NoticeOf(failure, notice);
            data = SysVMapping.AttachHidden(stat);
        }
        if (LibC.IsError(data))
        {
            _ = LibC.ShmRemove(id);
            record?.Dispose();
            throw RefuseCreation((int)data, address, size);
        }
        return new() { Address = address, Id = id, Data = data, Size = size, Mode = options.Mode, Record = record, Notice = notice };
    }

    /// <summary>Removes the segment that has the key, if it may be removed; refuses otherwise.</summary>
    private static void MakePlace(SegmentAddress address, int id, long size, SegmentOptions options, TakeOverLoop loop)
    {
        if (!SysVStat.TryRead(id, out SysVStat stat))
            return;
        SegmentIdentity identity = SegmentIdentity.Of(stat);
        Occupant occupant = Look(address, stat, identity);
        if (loop.MayRetry(occupant.IsBeingTakenOver || IsBeingBuilt(stat, occupant.Record)))
            return;
        occupant.RequireRemovable(options.Replace);
        FreeMemory.Require(size, SysVStat.Resident(id), address);

        OwnershipRecord? right = OwnershipRecord.TryTake(identity, address);
        if (right is null && loop.MayRetry(true))
            return;
        try
        {
            // First nobody new may attach, then nobody may be attached, then it is removed.
            int error = SysVMapping.SetMode(stat, SysVStat.HiddenMode);
            if (error == 0 && SysVStat.TryRead(id, out SysVStat hidden) && hidden.Attached != 0)
            {
                _ = SysVMapping.SetMode(stat, stat.Mode);
                Look(address, hidden, identity).RequireRemovable(options.Replace);
            }
            if (error == 0)
                error = LibC.ShmRemove(id);
            if (error == 0)
            {
                loop.Notice = occupant.Notice;
                right?.Dispose();
            }
            else if (error is not (-Errno.EIDRM or -Errno.EINVAL))
            {
                throw Refusal.Kernel(error, $"cannot take over {address} (shmid {id}, owner {UserNames.Of(stat.Uid)})");
            }
        }
        finally
        {
            right?.GiveBack();
        }
    }

    private static Occupant Look(SegmentAddress address, in SysVStat stat, SegmentIdentity identity)
    {
        RecordState record = OwnershipRecord.Read(identity, stat.Uid);
        IReadOnlyList<int> pids = stat.Attached == 0 ? [] : ProcessMaps.WhoMaps(0, (ulong)stat.Id, MappedName);
        return new(address, Complete(stat, record), record, pids);
    }

    /// <summary>Whether its creator, which lives as far as is known, has not come to its record and its attachment yet.</summary>
    private static bool IsBeingBuilt(in SysVStat stat, RecordState record) =>
        HasBuildersMode(stat, record) && !new ProcessIdentity(stat.CreatorPid, 0).IsGone;

    /// <summary>Whether it has a mode that nobody else would give, no living record, and nobody attached.</summary>
    private static bool HasBuildersMode(in SysVStat stat, RecordState record) =>
        stat.Mode is SysVStat.HiddenMode or SysVStat.AttachingMode && !record.IsHeld && stat.Attached == 0;

    private static SegmentInfo Complete(in SysVStat stat, RecordState record)
    {
        // A creator that died before it made its record.
        bool isHalfMade = HasBuildersMode(stat, record) && !IsBeingBuilt(stat, record)
            && stat.Uid == LibC.GetEffectiveUid() && UserNames.IsOneUser(stat.Uid);
        SegmentInfo info = stat.ToInfo();
        bool isUnfinished = record is { IsValid: true, IsHeld: false, Role: RecordRole.Keeper } && stat.IsUnderConstruction;
        info.Abandoned = isHalfMade || isUnfinished || record.IsAbandoned ? 1u : 0;
        return info;
    }

    private static ShmException RefuseCreation(int error, SegmentAddress address, long size) => error switch
    {
        // IPC_SET wants both in numbers of the user namespace.
        -Errno.EINVAL when !UserNames.IsOneUser(LibC.GetEffectiveUid()) || !UserNames.IsOneGroup(LibC.GetEffectiveGid()) => new((ShmStatus)error,
            $"cannot create {address}: this user namespace has no number for the process' user or group; map both, or use posix: or file:"),
        -Errno.EINVAL => new(ShmStatus.InvalidSize, $"{size} bytes for {address} are beyond what the system allows (kernel.shmmax)"),
        -Errno.ENOMEM => new(ShmStatus.NotEnoughMemory, $"no memory for the {size} bytes of {address}; nothing was created"),
        -Errno.ENOSPC => new((ShmStatus)error,
            $"cannot create {address}: the system's number of segments (kernel.shmmni) or of pages (kernel.shmall) is used up; see 'ipcs -m -u'"),
        _ => Refusal.Kernel(error, $"cannot create {address}"),
    };

    private static ShmException RefuseAttachment(int error, SegmentAddress address, in SysVStat stat, bool writable) => error switch
    {
        -Errno.ENOENT or -Errno.EINVAL or -Errno.EIDRM => NotFound(address),
        -Errno.EAGAIN => new(ShmStatus.NotReady, $"{address} (shmid {stat.Id}) exists, but its creator has not finished writing it; " +
            (InfoOf(stat).Abandoned != 0 ? "it is gone: start the server again" : "wait for it")),
        -Errno.EACCES => Refusal.Kernel(error, $"cannot attach {address} {(writable ? "for writing" : "for reading")} " +
            $"(shmid {stat.Id}, owner {UserNames.Of(stat.Uid)}, mode 0{Convert.ToString(stat.Mode, 8)})"),
        _ => Refusal.Kernel(error, $"cannot attach {address}"),
    };

    private static ShmException NotFound(SegmentAddress address) =>
        new(ShmStatus.NotFound, $"there is no {address}; start its server first, or wait for it");
}
