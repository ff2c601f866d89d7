using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>POSIX and file segments: create, open, look at, remove. A POSIX segment is a file in /dev/shm (shm_overview(7)).</summary>
internal static class FileSegments
{
    /// <summary>Creates a segment as a file without a name, complete, and names it unless it shall be hidden.</summary>
    public static FileMapping Create(SegmentAddress address, long size, SegmentOptions options)
    {
        string directory = DirectoryOf(address);
        FileSystems.RequireLocal(LibC.FileSystemType(directory), address);
        TakeOverLoop loop = new(address);
        while (true)
        {
            int error = LibC.StatNoFollow(address.Path, out Statx existing);
            if (error == 0)
            {
                MakePlace(address, existing, directory, size, options, loop);
                continue;
            }
            if (error != -Errno.ENOENT)
                throw Refusal.Kernel(error, $"cannot create {address}");
            FreeMemory.RequireIn(directory, size, 0, address);
            FileMapping mapping = Build(address, directory, size, options, loop.Notice);
            error = options.Hidden ? 0 : mapping.TryPublish();
            if (error == 0)
                return mapping;
            mapping.Close(remove: true);
            if (error != -Errno.EEXIST)
                throw Refusal.Kernel(error, $"cannot create {address}");
        }
    }

    /// <summary>Maps a segment; null with the reason in <paramref name="refusal"/>.</summary>
    public static FileMapping? TryOpen(SegmentAddress address, bool writable, out ShmException? refusal)
    {
        int descriptor = LibC.Open(address.Path, (writable ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
        {
            refusal = RefuseOpening(descriptor, address, writable);
            return null;
        }
        try
        {
            return MapOpen(descriptor, address, writable, out refusal);
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>What is known of the segment.</summary>
    public static SegmentInfo Stat(SegmentAddress address) => InfoOf(address, Require(address), out _, out _);

    /// <summary>Removes the segment's name; the attached keep it until they detach.</summary>
    public static void Remove(SegmentAddress address)
    {
        _ = Require(address);
        int error = LibC.Unlink(address.Path);
        if (error == -Errno.ENOENT)
            throw NotFound(address);
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot remove {address}");
        OwnershipRecord.Sweep(all: true);
    }

    /// <summary>What is known of a file, with the record and the processes that it was put together from.</summary>
    public static SegmentInfo InfoOf(SegmentAddress address, in Statx file, out RecordState record, out IReadOnlyList<int> pids)
    {
        record = OwnershipRecord.Read(SegmentIdentity.Of(file), file.Uid);
        pids = ProcessMaps.WhoMaps(file.Device, file.Inode, address.Path);
        return new()
        {
            Backend = (uint)address.Backend,
            Size = file.Size,
            Id = file.Inode,
            Device = file.Device,
            Mode = file.Mode & 0xfffu,
            OwnerUid = file.Uid,
            OwnerGid = file.Gid,
            CreatorUid = file.Uid,
            CreatorGid = file.Gid,
            CreatorPid = record.CreatorPid,
            Attached = (ulong)pids.Count,
            ChangeTime = file.ChangeTime,
            NotReady = file.Size == 0 ? 1u : 0, // another library's: named, but without its size yet
            Abandoned = record.IsAbandoned ? 1u : 0,
        };
    }

    private static FileMapping Build(SegmentAddress address, string directory, long size, SegmentOptions options, string? notice)
    {
        UnnamedFile unnamed = UnnamedFile.Create(directory, address, size, options.Mode);
        nint data = LibC.Map((nuint)size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, unnamed.Descriptor);
        int error = LibC.IsError(data) ? (int)data : LibC.Stat(unnamed.Descriptor, out Statx file);
        if (error < 0)
        {
            unnamed.Dispose();
            throw Refusal.Kernel(error, $"cannot map the {size} bytes of {address}");
        }
        // The record comes before the name: a segment that others see always has one.
        _ = LibC.Stat(unnamed.Descriptor, out file);
        OwnershipRecord? record = OwnershipRecord.TryCreate(
            SegmentIdentity.Of(file), address, options.Keep ? RecordRole.Keeper : RecordRole.Owner, out string failure);
        return new()
        {
            Address = address,
            Data = data,
            Size = size,
            File = file,
            Unnamed = unnamed,
            Record = record,
            Notice = OwnershipRecord.NoticeOf(failure, notice),
        };
    }

    private static FileMapping? MapOpen(int descriptor, SegmentAddress address, bool writable, out ShmException? refusal)
    {
        refusal = null;
        int error = LibC.Stat(descriptor, out Statx file);
        nint data = error;
        if (error == 0 && !file.IsRegularFile)
        {
            refusal = NotAFile(address);
        }
        else if (error == 0 && file.Size is 0 or > long.MaxValue)
        {
            refusal = new(ShmStatus.NotReady, $"{address} exists, but has no size yet; wait for its creator, or remove it");
        }
        else if (error == 0)
        {
            FileSystems.RequireLocal(LibC.FileSystemType(descriptor), address);
            data = LibC.Map((nuint)file.Size, LibC.PROT_READ | (writable ? LibC.PROT_WRITE : 0), LibC.MAP_SHARED, descriptor);
        }
        if (refusal is null && LibC.IsError(data))
            refusal = Refusal.Kernel((int)data, $"cannot map {address}");
        return refusal is null ? new() { Address = address, Data = data, Size = (long)file.Size, File = file } : null;
    }

    /// <summary>Removes the file that has the name, if it may be removed; refuses otherwise.</summary>
    private static void MakePlace(
        SegmentAddress address, in Statx file, string directory, long size, SegmentOptions options, TakeOverLoop loop)
    {
        if (!file.IsRegularFile)
            throw NotAFile(address);
        SegmentIdentity identity = SegmentIdentity.Of(file);
        SegmentInfo info = InfoOf(address, file, out RecordState record, out IReadOnlyList<int> pids);
        Occupant occupant = new(address, info, record, pids);
        if (loop.MayRetry(occupant.IsBeingTakenOver))
            return;
        // An inode number may be in use again before all was looked at.
        if (!HasStillItsName(address, identity))
            return;
        occupant.RequireRemovable(options.Replace);
        FreeMemory.RequireIn(directory, size, (long)Math.Min(file.Blocks, long.MaxValue / 512) * 512, address);

        OwnershipRecord? right = OwnershipRecord.TryTake(identity, address);
        if (right is null)
        {
            _ = loop.MayRetry(true);
            return;
        }
        try
        {
            // Others that take over hold the same lock: while it is ours, the name that is still this file's stays this file's.
            if (!HasStillItsName(address, identity))
                return;
            int error = LibC.Unlink(address.Path);
            if (error < 0)
                throw Refusal.Kernel(error, $"cannot take over {address} (owner {UserNames.Of(file.Uid)})");
            loop.Notice = occupant.Notice;
            right.Dispose();
        }
        finally
        {
            right.GiveBack();
        }
    }

    private static bool HasStillItsName(SegmentAddress address, SegmentIdentity identity) =>
        LibC.StatNoFollow(address.Path, out Statx now) == 0 && SegmentIdentity.Of(now) == identity;

    private static string DirectoryOf(SegmentAddress address) => Path.GetDirectoryName(address.Path) is { Length: > 0 } name ? name : "/";

    private static Statx Require(SegmentAddress address)
    {
        int error = LibC.StatNoFollow(address.Path, out Statx file);
        if (error == -Errno.ENOENT)
            throw NotFound(address);
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot look at {address}");
        return file.IsRegularFile ? file : throw NotAFile(address);
    }

    private static ShmException RefuseOpening(int error, SegmentAddress address, bool writable) => error switch
    {
        -Errno.ENOENT => NotFound(address),
        -Errno.ELOOP or -Errno.EISDIR => NotAFile(address),
        _ => Refusal.Kernel(error, $"cannot open {address} {(writable ? "for writing" : "for reading")}"),
    };

    private static ShmException NotAFile(SegmentAddress address) =>
        new(ShmStatus.UnsupportedFile, $"{address} is not a regular file (symbolic links are not followed); name another file");

    private static ShmException NotFound(SegmentAddress address) =>
        new(ShmStatus.NotFound, $"there is no {address}; start its server first, or wait for it");
}
