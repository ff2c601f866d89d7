using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Segments;

/// <summary>
/// A file that nobody finds until it is given its name: O_TMPFILE, or a random name where the file system does not know that, or where such a
/// file could not be named later. Its bytes are zero and reserved, so that a full file system is an error here and never SIGBUS later.
/// </summary>
internal sealed class UnnamedFile : IDisposable
{
    private const uint OwnerOnly = 0x180; // 0600
    private const long Piece = 64L << 20; // a signal makes posix_fallocate start again: at most this much is lost

    private readonly string? _temporaryPath;
    private readonly MarkedDescriptor _descriptor;

    private UnnamedFile(int descriptor, string? temporaryPath) => (_descriptor, _temporaryPath) = (new(descriptor), temporaryPath);

    /// <summary>The open file.</summary>
    public int Descriptor => _descriptor.Number;

    /// <summary>Makes the file in a directory.</summary>
    /// <param name="directory">Where it will get its name.</param>
    /// <param name="address">For messages.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="mode">Permission bits; umask has no say.</param>
    /// <param name="group">Its group; null: the creator's own.</param>
    /// <param name="tryAnonymous">False: as on a file system without O_TMPFILE.</param>
    public static UnnamedFile Create(string directory, SegmentAddress address, long size, uint mode, uint? group = null, bool tryAnonymous = true)
    {
        if ((ulong)size > LibC.FileSizeLimit)
            throw new ShmException(ShmStatus.InvalidSize, $"{size} bytes for {address} are beyond this process' limit for files; raise it (ulimit -f), or ask for less");
        UnnamedFile? file = TryOpen(directory, tryAnonymous, out int error);
        if (file is null)
            throw Refusal.Kernel(error, $"cannot create {address} in '{directory}'");
        error = file.Prepare(size, mode, group);
        if (error == 0)
            return file;
        file.Dispose();
        throw error switch
        {
            -Errno.ENOSPC or -Errno.ENOMEM => new ShmException(ShmStatus.NotEnoughMemory, $"no space for the {size} bytes of {address}; nothing was created"),
            -Errno.EFBIG or -Errno.EINVAL => new ShmException(ShmStatus.InvalidSize, $"{size} bytes for {address} are beyond what its file system allows"),
            _ => Refusal.Kernel(error, $"cannot create {address}"),
        };
    }

    /// <summary>Makes an empty file, for its owner alone; null with the reason.</summary>
    /// <param name="directory">Where it will get its name.</param>
    /// <param name="tryAnonymous">False: as on a file system without O_TMPFILE.</param>
    /// <param name="error">0 or <c>-errno</c>.</param>
    public static UnnamedFile? TryOpen(string directory, bool tryAnonymous, out int error)
    {
        int descriptor = tryAnonymous ? LibC.Open(directory, LibC.O_TMPFILE | LibC.O_RDWR, OwnerOnly) : -Errno.EOPNOTSUPP;
        if (descriptor >= 0 && !LibC.CanReach(descriptor))
        {
            _ = LibC.Close(descriptor);
            descriptor = -Errno.EOPNOTSUPP;
        }
        string? temporaryPath = null;
        if (descriptor is -Errno.EOPNOTSUPP or -Errno.EISDIR)
        {
            temporaryPath = $"{directory}/.shmnative.{RandomNumber.Next():x}";
            descriptor = LibC.Open(temporaryPath, LibC.O_CREAT | LibC.O_EXCL | LibC.O_RDWR | LibC.O_NOFOLLOW, OwnerOnly);
        }
        error = Math.Min(descriptor, 0);
        return descriptor < 0 ? null : new UnnamedFile(descriptor, temporaryPath);
    }

    /// <summary>
    /// Opens the file once more, for a description of its own, which a lock needs; <c>-errno</c>, -EBADF when the host closed the descriptor.
    /// </summary>
    public int OpenAgain() => _temporaryPath is not null ? LibC.Open(_temporaryPath, LibC.O_RDWR | LibC.O_NONBLOCK)
        : _descriptor.IsOurs ? LibC.Open(LibC.PathOf(Descriptor), LibC.O_RDWR | LibC.O_NONBLOCK)
        : -Errno.EBADF;

    /// <summary>Gives the file its name; <c>-EEXIST</c> when that is taken, <c>-EBADF</c> when the host closed the descriptor, which only a random name survives.</summary>
    public int Name(string path) =>
        _temporaryPath is not null ? LibC.Link(_temporaryPath, path)
        : _descriptor.IsOurs ? LibC.Link(Descriptor, path)
        : -Errno.EBADF;

    /// <summary>Closes the descriptor and drops the random name. A file without a name is gone when its mappings are.</summary>
    public void Dispose()
    {
        if (_temporaryPath is not null)
            _ = LibC.Unlink(_temporaryPath);
        _descriptor.Close();
    }

    private int Prepare(long size, uint mode, uint? group)
    {
        int error = LibC.Truncate(Descriptor, size);
        for (long offset = 0; error == 0 && offset < size; offset += Piece)
            error = LibC.Allocate(Descriptor, offset, Math.Min(Piece, size - offset));
        // The group before the mode: the bits never speak of another one.
        if (error == 0 && group is not null)
            error = LibC.ChangeGroup(Descriptor, group.Value);
        return error < 0 ? error : LibC.ChangeMode(Descriptor, mode);
    }
}
