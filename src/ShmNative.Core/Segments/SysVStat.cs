using System.Globalization;
using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Segments;

/// <summary>What the kernel says of a System V segment (shmctl(2), proc(5)).</summary>
internal readonly record struct SysVStat
{
    private const uint PermissionBits = 0x1ff; // 0777
    private const uint OwnerRead = 0x100; // 0400
    private const uint MarkedForRemoval = 0x200; // SHM_DEST
    private const string Table = "/proc/sysvipc/shm";

    /// <summary>
    /// A segment under construction: no read bit, so that nobody but the privileged can attach. Attaching needs the read bit, also for the
    /// creator: while it attaches, the mode is <see cref="AttachingMode"/>.
    /// </summary>
    public const uint HiddenMode = 0x80; // 0200

    /// <summary>0611: the kernel ignores execute bits here, and no reader asks for them without read bits beside them.</summary>
    public const uint AttachingMode = 0x189;

    public required int Id { get; init; }
    public required int Key { get; init; }
    public required uint Mode { get; init; }
    public required ulong Size { get; init; }
    public required int CreatorPid { get; init; }
    public required int LastPid { get; init; }
    public required ulong Attached { get; init; }
    public required uint Uid { get; init; }
    public required uint Gid { get; init; }
    public required uint CreatorUid { get; init; }
    public required uint CreatorGid { get; init; }
    public required long AttachTime { get; init; }
    public required long DetachTime { get; init; }
    public required long ChangeTime { get; init; }

    /// <summary>It was removed and lives only as long as somebody is attached; its key may be another's by now.</summary>
    public bool IsMarkedForRemoval { get; init; }

    /// <summary>Its creator has not finished writing it.</summary>
    public bool IsUnderConstruction => (Mode & OwnerRead) == 0 || Mode == AttachingMode;

    /// <summary>Looks a segment up by its id; false when there is none.</summary>
    public static bool TryRead(int id, out SysVStat stat)
    {
        int error = LibC.ShmStat(id, out ShmidDs raw);
        // IPC_STAT needs the read bit; SHM_STAT_ANY and the table in /proc do not.
        if (error == -Errno.EACCES && (error = LibC.ShmStatAny(id, out raw)) < 0)
            return TryReadTable(id, out stat);
        stat = error < 0 ? default : new()
        {
            Id = id,
            Key = raw.Key,
            Mode = raw.Mode & PermissionBits,
            Size = raw.Size,
            CreatorPid = raw.CreatorPid,
            LastPid = raw.LastPid,
            Attached = raw.Attached,
            Uid = raw.Uid,
            Gid = raw.Gid,
            CreatorUid = raw.CreatorUid,
            CreatorGid = raw.CreatorGid,
            AttachTime = raw.AttachTime,
            DetachTime = raw.DetachTime,
            ChangeTime = raw.ChangeTime,
            IsMarkedForRemoval = (raw.Mode & MarkedForRemoval) != 0,
        };
        return error == 0;
    }

    /// <summary>Bytes of a segment that are in memory or swap now, which removing it gives back; 0 where /proc does not tell.</summary>
    public static long Resident(int id) => FindRow(id) is { Length: >= 16 } row ? Number<long>(row[14]) + Number<long>(row[15]) : 0;

    /// <summary>The segment's data without what only the library knows of it.</summary>
    public SegmentInfo ToInfo() => new()
    {
        Backend = (uint)SegmentBackend.SysV,
        Size = Size,
        Id = (ulong)Id,
        Key = Key,
        Mode = Mode,
        OwnerUid = Uid,
        OwnerGid = Gid,
        CreatorUid = CreatorUid,
        CreatorGid = CreatorGid,
        CreatorPid = CreatorPid,
        LastPid = LastPid,
        Attached = Attached,
        AttachTime = AttachTime,
        DetachTime = DetachTime,
        ChangeTime = ChangeTime,
        NotReady = IsUnderConstruction ? 1u : 0,
    };

    /// <summary>Columns: key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap.</summary>
    private static bool TryReadTable(int id, out SysVStat stat)
    {
        string[]? row = FindRow(id);
        stat = row is null ? default : new()
        {
            Id = id,
            Key = Number<int>(row[0]),
            Mode = Convert.ToUInt32(row[2], 8) & PermissionBits,
            Size = Number<ulong>(row[3]),
            CreatorPid = Number<int>(row[4]),
            LastPid = Number<int>(row[5]),
            Attached = Number<ulong>(row[6]),
            Uid = Number<uint>(row[7]),
            Gid = Number<uint>(row[8]),
            CreatorUid = Number<uint>(row[9]),
            CreatorGid = Number<uint>(row[10]),
            AttachTime = Number<long>(row[11]),
            DetachTime = Number<long>(row[12]),
            ChangeTime = Number<long>(row[13]),
            IsMarkedForRemoval = (Convert.ToUInt32(row[2], 8) & MarkedForRemoval) != 0,
        };
        return row is not null;
    }

    private static string[]? FindRow(int id)
    {
        string wanted = id.ToString(CultureInfo.InvariantCulture);
        return File.Exists(Table)
            ? File.ReadLines(Table)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(row => row.Length >= 14 && row[1] == wanted)
            : null;
    }

    private static T Number<T>(string text)
        where T : struct, ISpanParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
