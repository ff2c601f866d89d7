using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Segments;

namespace ShmNative.Channels.Storage;

/// <summary>A channel in a file, or in POSIX shared memory, which is a file in /dev/shm.</summary>
internal sealed unsafe class FileChannelMemory : ChannelMemory
{
    private readonly Statx _file;
    private string _locksPath;
    private FileName? _name;
    private UnnamedFile? _unnamed;
    private UnnamedFile? _unnamedLocks;

    private FileChannelMemory(SegmentAddress address, nint data, in Statx file, bool writable)
        : base(address, data, file.Size, writable)
    {
        _file = file;
        _locksPath = address.Path;
    }

    public override bool IsNamed => LibC.StatNoFollow(Address.Path, out Statx now) == 0 && now.IsSameFile(_file);

    /// <inheritdoc/>
    // Beside a companion the memory's name is asked for too: somebody may have removed it by hand, and left the companion.
    protected override bool IsRemoved => _unnamed is null && (Locks.AreRemoved || _name is { IsGone: true });

    /// <inheritdoc/>
    // EPERM: a sticky directory, such as /dev/shm, keeps others' files; EACCES: this user may change nothing in the directory.
    public override string WhoMayRemove(int refusal) => refusal == -Errno.EPERM
        ? UserNames.OrRoot(_file.Uid)
        : $"one who may write '{DirectoryOf(Address)}'";

    private bool HasCompanion => _locksPath != Address.Path;

    /// <summary>Makes the memory, initialised but without a name: nobody finds it before <see cref="TryPublish"/>.</summary>
    public static FileChannelMemory Create(SegmentAddress address, in ChannelGeometry geometry, PayloadType type, Permissions permissions)
    {
        string directory = DirectoryOf(address);
        FileSystems.RequireLocal(LibC.FileSystemType(directory), address);
        FreeMemory.RequireIn(directory, (long)geometry.TotalSize, 0, address);
        UnnamedFile unnamed = UnnamedFile.Create(directory, address, (long)geometry.TotalSize, permissions.Mode, permissions.Group);
        FileChannelMemory? memory = null;
        try
        {
            nint data = LibC.Map((nuint)geometry.TotalSize, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, unnamed.Descriptor);
            if (LibC.IsError(data))
                throw Refusal.Kernel((int)data, $"cannot map the {geometry.TotalSize} bytes of {address}");
            _ = LibC.Stat(unnamed.Descriptor, out Statx file);
            memory = new FileChannelMemory(address, data, file, writable: true) { _unnamed = unnamed };
            ChannelFormat.Initialise(memory.Data, geometry, type);
            memory.UseCompanionFor(geometry);
            if (memory.HasCompanion)
                memory._unnamedLocks = Companion.Create(directory, address, permissions, memory.Header, new(file.Device, file.Inode));
            memory.SetLocks(memory.OpenLocks(), memory._locksPath);
            return memory;
        }
        catch
        {
            if (memory is null)
                unnamed.Dispose();
            memory?.Dispose();
            throw;
        }
    }

    /// <summary>Maps a channel by its name; -ENOENT when there is none.</summary>
    public static FileChannelMemory? TryOpen(SegmentAddress address, bool writable, Trust trust, out int error)
    {
        int descriptor = LibC.Open(address.Path, (writable ? LibC.O_RDWR : LibC.O_RDONLY) | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        error = descriptor;
        if (descriptor < 0)
            return null;
        try
        {
            _ = LibC.Stat(descriptor, out Statx file);
            if (!file.IsRegularFile || file.Size < ChannelConstants.HeaderSize || file.Size > long.MaxValue)
                throw new ShmException(ShmStatus.WrongKind, $"{address} is no channel");
            RequireOwner(file.Uid, address, trust);
            FileSystems.RequireLocal(LibC.FileSystemType(descriptor), address);
            nint data = LibC.Map((nuint)file.Size, LibC.PROT_READ | (writable ? LibC.PROT_WRITE : 0), LibC.MAP_SHARED, descriptor);
            if (LibC.IsError(data))
                throw Refusal.Kernel((int)data, $"cannot map {address}");
            return new FileChannelMemory(address, data, file, writable);
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    public override bool TryOpenLocks(in ChannelGeometry geometry)
    {
        if (HasLocks)
            return true;
        UseCompanionFor(geometry);
        int descriptor = OpenLocks();
        bool right = descriptor >= 0
            && (HasCompanion ? Companion.Belongs(descriptor, Header, new(_file.Device, _file.Inode)) : IsThis(descriptor));
        if (right)
            SetLocks(descriptor, _locksPath);
        else if (descriptor >= 0)
            _ = LibC.Close(descriptor);
        return right;
    }

    /// <inheritdoc/>
    // The locks get their name first: who finds the channel finds them. They alone would look stray, so the name's lock is held meanwhile.
    public override int TryPublish()
    {
        if (!Locks.TryLockName())
            return -Errno.EAGAIN; // nobody else knows the file yet
        int error = NameLocks();
        if (error == 0)
        {
            error = _unnamed!.Name(Address.Path);
            if (error == 0)
                DropUnnamed();
            else if (HasCompanion)
                _ = LibC.Unlink(_locksPath);
        }

        Locks.UnlockName();
        return error;
    }

    private static string DirectoryOf(SegmentAddress address) => Path.GetDirectoryName(address.Path) is { Length: > 0 } parent ? parent : "/";

    private int NameLocks()
    {
        int error = _unnamedLocks?.Name(_locksPath) ?? 0;
        if (error != -Errno.EEXIST)
            return error;
        if (RemoveStrayLocks())
            return _unnamedLocks!.Name(_locksPath);

        // Not of a creator who is between its two names: it would be a lock file, of one whose channel would have been trusted.
        if (LibC.StatNoFollow(_locksPath, out Statx stray) == 0 && (!Trust.Of([]).Includes(stray.Uid) || IsOtherFile(_locksPath)))
            throw new ShmException(ShmStatus.AlreadyExists, $"'{_locksPath}' of {UserNames.Of(stray.Uid)} is in the way of {Address}; remove it, or use another name");
        return error;
    }

    public override int OpenLocks() => (HasCompanion ? _unnamedLocks : _unnamed) is { } file
        ? file.OpenAgain()
        : LibC.Open(_locksPath, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);

    public override int Unlink()
    {
        int error = LibC.Unlink(Address.Path);
        // While we hold the lock of the name, which is on the locks, nobody else changes theirs. Who removes a broken channel holds none.
        if (error == 0 && HasCompanion && OwnsLocksName())
            _ = LibC.Unlink(_locksPath);
        return error;
    }

    public override void Dispose()
    {
        DropUnnamed();
        base.Dispose();
        nint data = TakeData();
        if (data != 0)
            _ = LibC.Unmap(data, (nuint)Size);
    }

    /// <summary>Observers must not reach the locks, so those of a channel that can be observed are on a file of their own.</summary>
    private void UseCompanionFor(in ChannelGeometry geometry)
    {
        if (!geometry.IsObservable)
            return;
        _locksPath = Address.Path + ChannelAddress.LocksSuffix;
        _name = new FileName(Address.Path, _file);
    }

    private bool IsThis(int descriptor) => LibC.Stat(descriptor, out Statx now) == 0 && now.IsSameFile(_file);

    /// <summary>
    /// Locks without a channel: their creator died between the two names, or a remover did; then some may still use what was removed. Their name goes
    /// under its lock, which those hold who are between the two names and alive. Another program's file is left alone.
    /// </summary>
    private bool RemoveStrayLocks()
    {
        int descriptor = LibC.Open(_locksPath, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return false;
        bool removed = OfdParticipantLocks.TryLockName(descriptor) == 0
            && LibC.StatNoFollow(Address.Path, out _) == -Errno.ENOENT
            && LibC.Stat(descriptor, out Statx open) == 0 && LibC.StatNoFollow(_locksPath, out Statx named) == 0
            && open.IsSameFile(named)
            && Companion.IsOne(descriptor) && LibC.Unlink(_locksPath) == 0;
        _ = LibC.Close(descriptor);
        return removed;
    }

    /// <summary>Whether the locks of that name are this channel's: once its name is free, another creator may put its own there.</summary>
    private bool OwnsLocksName()
    {
        int descriptor = LibC.Open(_locksPath, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return false;
        // By the inode alone, which is ours as long as we have it mapped: whoever scribbled over the nonce leaves no file behind.
        bool owns = Companion.IsFor(descriptor, new(_file.Device, _file.Inode));
        _ = LibC.Close(descriptor);
        return owns;
    }

    private static bool IsOtherFile(string path)
    {
        int descriptor = LibC.Open(path, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return descriptor != -Errno.ENOENT;
        bool isOther = !Companion.IsOne(descriptor);
        _ = LibC.Close(descriptor);
        return isOther;
    }

    private void DropUnnamed()
    {
        _unnamed?.Dispose();
        _unnamedLocks?.Dispose();
        _unnamed = _unnamedLocks = null;
    }
}
