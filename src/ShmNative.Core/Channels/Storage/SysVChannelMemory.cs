using System.Globalization;
using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>A channel in a System V segment. The locks are on a companion in /dev/shm: a segment has no file of its own.</summary>
internal sealed unsafe class SysVChannelMemory : ChannelMemory
{
    private const string NamePrefix = "shmnative.locks.";

    private readonly Segment _segment;
    private readonly int _id;
    private UnnamedFile? _unnamedLocks;

    private SysVChannelMemory(Segment segment, int id)
        : base(segment.Address, segment.Data, (ulong)segment.Size, !segment.IsReadOnly) => (_segment, _id) = (segment, id);

    public override bool IsNamed => FindId(Address) == _id;

    public override string WhoMayRemove(int refusal) => UserNames.OrRoot(_segment.Info().OwnerUid);

    protected override bool IsRemoved => IsGone(_id);

    private string LocksPath => $"{SegmentAddress.PosixDirectory}/{NamePrefix}{SegmentIdentity.NameOfSysV(_id)}";

    /// <summary>Makes the memory, initialised but under construction; null when the key is taken.</summary>
    public static SysVChannelMemory? TryCreate(SegmentAddress address, in ChannelGeometry geometry, PayloadType type, Permissions permissions)
    {
        Segment segment;
        try
        {
            segment = Segment.Create(address, (long)geometry.TotalSize, new() { Mode = permissions.Mode, Hidden = true, Keep = true });
        }
        catch (ShmException exception) when (exception.Status is ShmStatus.AlreadyExists or ShmStatus.InUse)
        {
            return null;
        }

        SweepLocks(all: false);
        SysVChannelMemory memory = Wrap(segment);
        try
        {
            memory.SetGroup(permissions.Group);
            ChannelFormat.Initialise(memory.Data, geometry, type);
            memory._unnamedLocks = Companion.Create(SegmentAddress.PosixDirectory, address, permissions, memory.Header, memory.Target);
            memory.SetLocks(memory.OpenLocks(), memory.LocksPath);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Attaches a channel; null with -ENOENT, or -EAGAIN while it is under construction: creating one then waits for its creator, or takes over
    /// what a dead one left.
    /// </summary>
    public static SysVChannelMemory? TryOpen(SegmentAddress address, bool writable, Trust trust, out int error)
    {
        error = 0;
        try
        {
            Segment segment = Segment.Open(address, writable);
            SysVChannelMemory memory = Wrap(segment);
            try
            {
                RequireOwner(segment.Info().OwnerUid, address, trust);
                return memory;
            }
            catch
            {
                memory.Dispose();
                throw;
            }
        }
        catch (ShmException exception) when (exception.Status is ShmStatus.NotFound or ShmStatus.NotReady)
        {
            error = exception.Status == ShmStatus.NotFound ? -Errno.ENOENT : -Errno.EAGAIN;
            return null;
        }
    }

    public override bool TryOpenLocks(in ChannelGeometry geometry)
    {
        if (HasLocks)
            return true;
        int descriptor = OpenLocks();
        bool right = descriptor >= 0 && Companion.Belongs(descriptor, Header, Target);
        if (right)
            SetLocks(descriptor, LocksPath);
        else if (descriptor >= 0)
            _ = LibC.Close(descriptor);
        return right;
    }

    public override int TryPublish()
    {
        // A file of that name would be of an earlier segment with this id: nobody holds it any more.
        int error = _unnamedLocks!.Name(LocksPath);
        if (error == -Errno.EEXIST && LibC.Unlink(LocksPath) == 0)
            error = _unnamedLocks.Name(LocksPath);
        if (error < 0)
            return error;
        try
        {
            _segment.Publish();
        }
        catch (ShmException exception)
        {
            _ = LibC.Unlink(LocksPath);
            return (int)exception.Status;
        }

        _unnamedLocks.Dispose();
        _unnamedLocks = null;
        return 0;
    }

    public override int OpenLocks() => _unnamedLocks?.OpenAgain() ?? LibC.Open(LocksPath, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);

    public override int Unlink()
    {
        string locks = LocksPath; // it tells the IPC namespace, not whether the segment lives
        SegmentIdentity? identity = SysVStat.TryRead(_id, out SysVStat stat) ? SegmentIdentity.Of(stat) : null;
        int error = LibC.ShmRemove(_id);
        if (error < 0)
            return error;
        _ = LibC.Unlink(locks);
        if (identity is { } gone)
            OwnershipRecord.RemoveOf(gone); // of a creator that was killed
        return 0;
    }

    public override void Dispose()
    {
        _unnamedLocks?.Dispose();
        _unnamedLocks = null;
        base.Dispose();
        _segment.Dispose();
    }

    /// <summary>While it is under construction; being published leaves the group alone.</summary>
    private void SetGroup(uint? group)
    {
        if (group is null || !SysVStat.TryRead(_id, out SysVStat stat))
            return;
        ShmidDs change = new() { Uid = stat.Uid, Gid = group.Value, Mode = (ushort)stat.Mode };
        int error = LibC.ShmSet(_id, ref change);
        if (error < 0)
            throw Refusal.Kernel(error, $"cannot give {Address} to group {group}");
    }

    private static SysVChannelMemory Wrap(Segment segment)
    {
        try
        {
            if (Namespaces.Ipc == 0)
            {
                throw new ShmException((ShmStatus)(-Errno.ENOENT), $"{segment.Address} cannot be used as a channel: the name of its lock file has the " +
                    "number of the IPC namespace, which needs /proc or Linux 6.11; mount /proc, or use a name in POSIX shared memory");
            }
            return new(segment, (int)segment.Info().Id);
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Removes locks of channels that are gone: whoever was to remove them died first. All of them, or a few as <see cref="Leftovers"/> says.</summary>
    public static void SweepLocks(bool all)
    {
        foreach (string path in Leftovers.Find(NamePrefix, all))
        {
            string name = Path.GetFileName(path)[NamePrefix.Length..];
            bool isOfGone = int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && name == SegmentIdentity.NameOfSysV(id) && IsGone(id);
            int descriptor = isOfGone ? LibC.Open(path, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK) : -1;
            if (descriptor < 0)
                continue;

            // The kernel gives an id again only after thousands of others: the name cannot become a new channel's meanwhile.
            if (Companion.IsOne(descriptor))
                _ = LibC.Unlink(path);
            _ = LibC.Close(descriptor);
        }
    }

    private static bool IsGone(int id) => !SysVStat.TryRead(id, out SysVStat stat) || stat.IsMarkedForRemoval;

    private Companion.Target Target => new(0, (ulong)_id);

    private static int FindId(SegmentAddress address)
    {
        try
        {
            return (int)Segment.Stat(address).Id;
        }
        catch (ShmException)
        {
            return -1;
        }
    }
}
