using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Open-file-description locks: fcntl(2), "Open file description locks".</summary>
internal static unsafe partial class LibC
{
    private const int F_OFD_GETLK = 36;
    private const int F_OFD_SETLK = 37;
    private const short F_RDLCK = 0;
    private const short F_WRLCK = 1;
    private const short F_UNLCK = 2;

    /// <summary>struct flock on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Flock
    {
        [FieldOffset(0)] public short Type;
        [FieldOffset(2)] public short Whence;
        [FieldOffset(8)] public long Start;
        [FieldOffset(16)] public long Length;
        [FieldOffset(24)] public int Pid;
    }

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, Flock* flock);

    /// <summary>Takes the write lock on a range for the open file description; -EAGAIN when another holds a part of it.</summary>
    public static int TryLock(int descriptor, long start, long length) => Lock(descriptor, F_WRLCK, start, length);

    public static int Unlock(int descriptor, long start, long length) => Lock(descriptor, F_UNLCK, start, length);

    /// <summary>1 when another open file description holds a write lock in the range, 0 when none does, or -errno.</summary>
    public static int IsLocked(int descriptor, long start, long length)
    {
        // Asking for a read lock lets a read-only descriptor ask, and makes other askers invisible.
        Flock flock = new() { Type = F_RDLCK, Start = start, Length = length };
        int status = Result(fcntl(descriptor, F_OFD_GETLK, &flock));
        return status < 0 ? status : flock.Type == F_UNLCK ? 0 : 1;
    }

    /// <summary>Bytes of a write lock that another open file description holds in the range; 0 when none does, or -errno.</summary>
    public static long LockedLength(int descriptor, long start, long length)
    {
        Flock flock = new() { Type = F_RDLCK, Start = start, Length = length };
        int status = Result(fcntl(descriptor, F_OFD_GETLK, &flock));
        return status < 0 ? status : flock.Type == F_UNLCK ? 0 : flock.Length;
    }

    private static int Lock(int descriptor, short type, long start, long length)
    {
        Flock flock = new() { Type = type, Start = start, Length = length };
        int status = Result(fcntl(descriptor, F_OFD_SETLK, &flock));
        return status == -Errno.EACCES ? -Errno.EAGAIN : status;
    }
}
