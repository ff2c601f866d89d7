using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// A lock file as one who asks about its locks has it open. Hosts may close any descriptor: each use makes sure that this one is still ours, and
/// opens the file anew by its name if it is not. So a host that closed all still learns of deaths, and no file of its own is locked or closed.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private readonly Func<int> _open;
    private readonly FileName _name;
    private readonly Statx _file;
    private readonly Lock _opening = new(); // the poller's thread asks too
    private MarkedDescriptor _descriptor;

    /// <param name="descriptor">Open for reading and writing; owned from here on.</param>
    /// <param name="open">Opens what has the name now; a descriptor or <c>-errno</c>.</param>
    /// <param name="path">The name, or the one that it is to get.</param>
    public LockFile(int descriptor, Func<int> open, string path)
    {
        _descriptor = new(descriptor);
        _open = open;
        _ = LibC.Stat(descriptor, out _file);
        _name = new FileName(path, _file);
    }

    /// <summary>Whether the file's name is gone for certain; without a descriptor the directory is asked.</summary>
    public bool IsUnnamed => Find() is { } open
        ? LibC.Stat(open.Number, out Statx now) == 0 && now.LinkCount == 0 && open.IsOurs
        : _name.IsGone;

    /// <summary>1 when another description holds a write lock in the range, 0 when none does, or <c>-errno</c>.</summary>
    public int IsLocked(long start, long length)
    {
        // To ask changes nothing, whoever has the number. The answer counts if the number is ours afterwards.
        MarkedDescriptor asked = Volatile.Read(ref _descriptor);
        int answer = LibC.IsLocked(asked.Number, start, length);
        if (asked.IsOurs)
            return answer;
        if (Find() is not { } found)
            return -Errno.EBADF;
        answer = LibC.IsLocked(found.Number, start, length);
        return found.IsOurs ? answer : -Errno.EBADF;
    }

    /// <summary>Takes the write lock on a range; false when another has a part of it, or the file cannot be opened any more.</summary>
    public bool TryLock(long start, long length) =>
        Find() is { } open && LibC.TryLock(open.Number, start, length) == 0 && open.IsOurs;

    /// <summary>Gives back what <see cref="TryLock"/> took. A host that closed the descriptor has given it back already.</summary>
    public void Unlock(long start, long length)
    {
        MarkedDescriptor open = Volatile.Read(ref _descriptor);
        if (open.IsOurs)
            _ = LibC.Unlock(open.Number, start, length);
    }

    public void Dispose() => _descriptor.Close();

    /// <summary>The descriptor, opened anew if the host closed it; null when the name leads to this file no more, or not for us.</summary>
    private MarkedDescriptor? Find()
    {
        MarkedDescriptor now = Volatile.Read(ref _descriptor);
        if (now.IsOurs)
            return now;
        lock (_opening)
        {
            if (_descriptor.IsOurs)
                return _descriptor;
            int fresh = _open();
            if (fresh < 0)
                return null;
            if (LibC.Stat(fresh, out Statx file) < 0 || !file.IsSameFile(_file))
            {
                _ = LibC.Close(fresh);
                return null;
            }

            Volatile.Write(ref _descriptor, new(fresh));
            return _descriptor;
        }
    }
}
