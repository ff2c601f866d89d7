using System.Globalization;
using System.Text;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>
/// Says which process owns a segment: a small file in /dev/shm beside it, write-locked by the owner for as long as it lives.
/// A free lock, a record that matches the segment, and one user that owns both: the segment is ours and its server is dead.
/// Records appear locked and complete (a file without a name, lock, linkat), so a free one is always a dead one. The owner locks the whole
/// file; whoever takes over, or sweeps, locks its first byte only: that tells the two apart, also from another pid namespace.
/// </summary>
internal sealed class OwnershipRecord : IDisposable
{
    internal const string NamePrefix = "shmnative.owner.";
    private const string Magic = "shmnative owner 1";
    private const int LongestText = 8192;
    private const int Lines = 8; // magic, stamp, role, pid, start time, address, pid namespace, root
    private const uint OwnerOnly = 0x180; // 0600: nobody else can lock it, or read the pid
    private const int ToTheEnd = 0;
    private const int FirstByte = 1;

    private readonly ProcessLock _lock;
    private readonly string _path;

    private readonly bool _isBorrowed;
    private bool _isClosed;

    private OwnershipRecord(ProcessLock held, string path, bool isBorrowed) =>
        (_lock, _path, _isBorrowed) = (held, path, isBorrowed);

    /// <summary>Makes the record of a segment; null with the reason when it cannot be made, or another process has made it.</summary>
    public static OwnershipRecord? TryCreate(SegmentIdentity identity, SegmentAddress address, RecordRole role, out string failure)
    {
        string path = PathOf(identity);
        ProcessIdentity self = ProcessIdentity.Current;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{Magic}\n{identity.Stamp}\n{role}\n{self.Pid}\n{self.StartTime}\n{address}\n{Namespaces.Pid}\n{Root()}\n");
        int length = role == RecordRole.Taker ? FirstByte : ToTheEnd;
        int error = Write(path, text, length, out ProcessLock? held);
        // A free record that has the name of this segment is of an earlier one.
        if (error == -Errno.EEXIST && RemoveIfFree(path, _ => true))
            error = Write(path, text, length, out held);
        failure = error < 0 ? LibC.ErrorText(-error) : "";
        return held is null ? null : new OwnershipRecord(held, path, isBorrowed: false);
    }

    /// <summary>What the record of a segment says; <paramref name="owner"/> is the segment's owner, whose word counts, as one's own does.</summary>
    public static RecordState Read(SegmentIdentity identity, uint owner)
    {
        int descriptor = LibC.Open(PathOf(identity), LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return default;
        bool isTrusted = LibC.Stat(descriptor, out Statx file) == 0 && file.IsRegularFile
            && (file.Uid == owner || file.Uid == LibC.GetEffectiveUid()) && UserNames.IsOneUser(file.Uid);
        string[] lines = isTrusted ? ReadLines(descriptor) : [];
        RecordHolder holder = ProcessLock.IsHeld(descriptor, FirstByte, ToTheEnd) ? RecordHolder.Maker
            : ProcessLock.IsHeld(descriptor, 0, FirstByte) ? RecordHolder.Taker
            : RecordHolder.None;
        _ = LibC.Close(descriptor);
        return Parse(lines, identity.Stamp, holder);
    }

    /// <summary>What the lines of a record say, if they are one and speak of the segment with that stamp.</summary>
    internal static RecordState Parse(string[] lines, string stamp, RecordHolder holder)
    {
        if (lines.Length < Lines || lines[0] != Magic || lines[1] != stamp
            || !Enum.TryParse(lines[2], out RecordRole role)
            || !int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            || !ulong.TryParse(lines[4], NumberStyles.None, CultureInfo.InvariantCulture, out ulong startTime)
            || !uint.TryParse(lines[6], NumberStyles.None, CultureInfo.InvariantCulture, out uint pidNamespace))
        {
            return default;
        }
        // In another pid namespace the same number is another process.
        bool isOurs = pidNamespace != 0 && pidNamespace == Namespaces.Pid;
        return new RecordState(true, holder, role, isOurs ? new ProcessIdentity(pid, startTime) : default);
    }

    /// <summary>
    /// Takes the right to remove a segment whose owner is dead or unknown: the lock of its record, made for the purpose where there is
    /// none. Null while another process has it. What was verified before has to be verified again under it.
    /// </summary>
    public static OwnershipRecord? TryTake(SegmentIdentity identity, SegmentAddress address)
    {
        string path = PathOf(identity);
        int error = TryLockExisting(path, out ProcessLock? held, out _);
        return held is not null ? new OwnershipRecord(held, path, isBorrowed: true)
            : error == -Errno.ENOENT ? TryCreate(identity, address, RecordRole.Taker, out _)
            : null;
    }

    /// <summary>
    /// Removes records that dead processes left of segments that are gone, as far as this user may. They cost a page each, and their segments'
    /// names can be used all the same, so that there is no hurry.
    /// </summary>
    /// <param name="all">Whether to look at every record; otherwise at a few of the newest, at a cost that does not depend on what there is.</param>
    public static void Sweep(bool all)
    {
        foreach (string path in Leftovers.Find(NamePrefix, all))
            RemoveIfGone(path);
    }

    /// <summary>Removes the record that a dead process left of this segment, which is gone.</summary>
    public static void RemoveOf(SegmentIdentity gone) => RemoveIfGone(PathOf(gone));

    /// <summary>The notice of a creation that has no record for the reason <paramref name="failure"/>; "" = it has one.</summary>
    public static string? NoticeOf(string failure, string? before)
    {
        if (failure.Length == 0)
            return before;
        string notice = $"no ownership record could be made in {SegmentAddress.PosixDirectory} ({failure}): if this server is killed, its segment has to be removed by hand";
        return before is null ? notice : $"{before}; {notice}";
    }

    /// <summary>Removes the record, then lets go of it. The segment is gone by then, or meant to stay.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _ = LibC.Unlink(_path);
        _lock.Dispose();
    }

    /// <summary>Gives the right to take over back: a dead owner's record stays as it was, one made for the purpose goes.</summary>
    public void GiveBack()
    {
        if (!_isBorrowed)
            Dispose();
        _isClosed = true;
        _lock.Dispose();
    }

    private static string PathOf(SegmentIdentity identity) => $"{SegmentAddress.PosixDirectory}/{NamePrefix}{identity.Name}";

    private static int Write(string path, string text, int length, out ProcessLock? held)
    {
        held = null;
        using UnnamedFile? file = UnnamedFile.TryOpen(SegmentAddress.PosixDirectory, tryAnonymous: true, out int error);
        if (file is null)
            return error;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        long written = LibC.WriteAt(file.Descriptor, bytes, 0);
        error = written == bytes.Length ? LibC.ChangeMode(file.Descriptor, OwnerOnly) : written < 0 ? (int)written : -Errno.ENOSPC;
        if (error == 0)
            held = ProcessLock.TryTake(file.Descriptor, 0, length, out error);
        if (held is not null && (error = file.Name(path)) < 0)
        {
            held.Dispose();
            held = null;
        }
        return error;
    }

    /// <summary>Locks the record at a path, and makes sure that it is still the one there.</summary>
    private static int TryLockExisting(string path, out ProcessLock? held, out string[] lines)
    {
        (held, lines) = (null, []);
        int descriptor = LibC.Open(path, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return descriptor;
        int error = LibC.Stat(descriptor, out Statx opened);
        if (error == 0 && !opened.IsRegularFile)
            error = -Errno.EEXIST;
        if (error == 0)
            held = ProcessLock.TryTake(descriptor, 0, FirstByte, out error);
        if (held is not null)
        {
            lines = ReadLines(descriptor);
            if (LibC.StatNoFollow(path, out Statx named) < 0 || named.Inode != opened.Inode || named.Device != opened.Device)
            {
                held.Dispose();
                held = null;
                error = -Errno.EAGAIN;
            }
        }
        _ = LibC.Close(descriptor);
        return error;
    }

    private static void RemoveIfGone(string path)
    {
        // The record of a segment that exists is not even locked: to others, a lock on it would be the word of a live owner.
        string name = Path.GetFileName(path)[NamePrefix.Length..];
        if (IsOfGoneSegment(name, ReadLines(path)))
            _ = RemoveIfFree(path, lines => IsOfGoneSegment(name, lines));
    }

    private static bool RemoveIfFree(string path, Predicate<string[]> condition)
    {
        _ = TryLockExisting(path, out ProcessLock? held, out string[] lines);
        if (held is null)
            return false;
        bool removed = condition(lines) && LibC.Unlink(path) == 0;
        held.Dispose();
        return removed;
    }

    private static bool IsOfGoneSegment(string name, string[] lines)
    {
        // Without a word of ours in it, it is not ours to remove.
        if (lines.Length < Lines || lines[0] != Magic || !SegmentAddress.TryParse(lines[5], out SegmentAddress? address, out _))
            return false;
        // Another root, or another mount namespace, may have the file at that path.
        if (address.Backend == Layout.SegmentBackend.File && lines[7] != Root())
            return false;
        if (address.Backend != Layout.SegmentBackend.SysV)
            return LibC.StatNoFollow(address.Path, out Statx file) < 0 || SegmentIdentity.Of(file) != new SegmentIdentity(name, lines[1]);
        return int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && name == SegmentIdentity.NameOfSysV(id)
            && (!SysVStat.TryRead(id, out SysVStat stat) || SegmentIdentity.Of(stat).Stamp != lines[1]);
    }

    /// <summary>Where paths begin for this process: the root's mount, which is of one mount namespace, and the directory in it.</summary>
    private static string Root() => LibC.Stat("/", out Statx root) == 0 ? $"{root.MountId}:{root.Device}:{root.Inode}" : "";

    private static string[] ReadLines(string path)
    {
        int descriptor = LibC.Open(path, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return [];
        string[] lines = ReadLines(descriptor);
        _ = LibC.Close(descriptor);
        return lines;
    }

    private static string[] ReadLines(int descriptor)
    {
        Span<byte> buffer = stackalloc byte[LongestText];
        long length = LibC.ReadAt(descriptor, buffer, 0);
        return length <= 0 ? [] : Encoding.UTF8.GetString(buffer[..(int)length]).Split('\n');
    }
}
