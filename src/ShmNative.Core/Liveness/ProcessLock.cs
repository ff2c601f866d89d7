using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// A write lock on bytes of a file that lasts exactly as long as this process lives (fcntl(2), open file description locks): the kernel
/// drops it however the process ends, and a stopped or slow process keeps it. The lock is held by a mapping and not by a descriptor: a
/// forked child does not keep it (MADV_DONTFORK), and a host that closes all descriptors does not lose it.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    private const int PageSize = 4096;

    private nint _page;

    private ProcessLock(nint page) => _page = page;

    /// <summary>
    /// Takes the lock on <paramref name="length"/> bytes at <paramref name="start"/> of a file that the caller opened for this purpose;
    /// null with <c>-EAGAIN</c> when another has a part of it, or with another <c>-errno</c>. The lock is released when the descriptor
    /// and the result are both closed: the caller closes the descriptor at once.
    /// </summary>
    /// <param name="descriptor">Open for reading and writing, and shared with nobody: its description is the holder.</param>
    /// <param name="start">First byte; it need not exist in the file.</param>
    /// <param name="length">Number of bytes; 0 = all from there on.</param>
    /// <param name="error">0 or <c>-errno</c>.</param>
    public static ProcessLock? TryTake(int descriptor, long start, long length, out int error)
    {
        error = LibC.TryLock(descriptor, start, length);
        return error < 0 ? null : Keep(descriptor, out error);
    }

    /// <summary>As <see cref="TryTake(int, long, long, out int)"/>, on the file at <paramref name="path"/> (not a symbolic link).</summary>
    public static ProcessLock? TryTake(string path, long start, long length, out int error)
    {
        int descriptor = LibC.Open(path, LibC.O_RDWR | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
        {
            error = descriptor;
            return null;
        }
        ProcessLock? taken = TryTake(descriptor, start, length, out error);
        // The mapping keeps the description, and the description keeps the lock.
        _ = LibC.Close(descriptor);
        return taken;
    }

    /// <summary>
    /// Whether a process holds the lock on a part of the range; one's own locks count, as they belong to other descriptions. Any error
    /// means yes: only the kernel's clear "nobody" may lead to a take-over.
    /// </summary>
    public static bool IsHeld(int descriptor, long start, long length) => LibC.IsLocked(descriptor, start, length) != 0;

    /// <summary>As <see cref="IsHeld(int, long, long)"/>, on the file at <paramref name="path"/> (not a symbolic link).</summary>
    public static bool IsHeld(string path, long start, long length)
    {
        int descriptor = LibC.Open(path, LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK);
        if (descriptor < 0)
            return true;
        bool held = IsHeld(descriptor, start, length);
        _ = LibC.Close(descriptor);
        return held;
    }

    /// <summary>Releases the lock. Not to be called in a forked child: the page is not mapped there, and another may have its address.</summary>
    public void Dispose()
    {
        nint page = Interlocked.Exchange(ref _page, 0);
        if (page != 0)
            _ = LibC.Unmap(page, PageSize);
    }

    private static ProcessLock? Keep(int descriptor, out int error)
    {
        // The page is never touched, so the file may be empty.
        nint page = LibC.Map(PageSize, LibC.PROT_READ, LibC.MAP_SHARED, descriptor);
        if (LibC.IsError(page))
        {
            error = (int)page;
            return null;
        }
        error = LibC.Advise(page, PageSize, LibC.MADV_DONTFORK);
        if (error == 0)
            return new ProcessLock(page);
        _ = LibC.Unmap(page, PageSize);
        return null;
    }
}
