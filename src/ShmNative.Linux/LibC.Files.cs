using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Files: open(2), lseek(2), linkat(2), unlink(2), ftruncate(2), posix_fallocate(3), statx(2), statvfs(3).</summary>
internal static unsafe partial class LibC
{
    public const int AT_FDCWD = -100;
    public const int AT_EMPTY_PATH = 0x1000;
    private const int AT_EACCESS = 0x200;
    public const int AT_SYMLINK_FOLLOW = 0x400;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;

    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    // O_DIRECTORY and O_NOFOLLOW are numbered differently on arm64.
    public static readonly int O_NOFOLLOW = IsArm64 ? 0x8000 : 0x20000;
    private static readonly int O_DIRECTORY = IsArm64 ? 0x4000 : 0x10000;
    public static readonly int O_TMPFILE = 0x400000 | O_DIRECTORY;

    private const int W_OK = 2;
    private const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;

    public const uint S_IFMT = 0xF000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFIFO = 0x1000;
    public const uint S_ISVTX = 0x200;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int faccessat(int directory, string path, int mode, int flags);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int ftruncate(int descriptor, long size);

    [LibraryImport(Library, EntryPoint = "posix_fallocate")]
    private static partial int posix_fallocate(int descriptor, long offset, long length);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    private static partial int fchmod(int descriptor, uint mode);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    private static partial int fchown(int descriptor, uint owner, uint group);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    private static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    private static partial nint pread(int descriptor, void* buffer, nuint length, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint pwrite(int descriptor, void* buffer, nuint length, long offset);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, Statx* result);

    [LibraryImport(Library, EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statvfs(string path, StatVfs* result);

    [LibraryImport(Library, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statfs(string path, StatFs* result);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int fstatfs(int descriptor, StatFs* result);

    [LibraryImport(Library, EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);

    /// <summary>Bytes that a file of this process may have (RLIMIT_FSIZE); one more costs a signal that ends the process.</summary>
    public static ulong FileSizeLimit
    {
        get
        {
            const int RLIMIT_FSIZE = 1;
            ulong* limits = stackalloc ulong[2]; // the soft one counts
            return getrlimit(RLIMIT_FSIZE, limits) == 0 ? limits[0] : ulong.MaxValue;
        }
    }

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUid();

    [LibraryImport(Library, EntryPoint = "getegid")]
    public static partial uint GetEffectiveGid();

    /// <summary>Opens a file; the descriptor is closed on exec.</summary>
    public static int Open(string path, int flags, uint mode = 0)
    {
        int descriptor;
        do
            descriptor = Result(open(path, flags | O_CLOEXEC, mode));
        while (descriptor == -Errno.EINTR);
        return descriptor;
    }

    public static int Close(int descriptor) => Result(close(descriptor));

    /// <summary>A path of an open file, also of one without a name: where /proc is mounted.</summary>
    public static string PathOf(int descriptor) => $"/proc/self/fd/{descriptor}";

    /// <summary>Whether <see cref="PathOf"/> leads to the file: only so can everybody link it or open it again.</summary>
    public static bool CanReach(int descriptor) => Stat(PathOf(descriptor), out _) == 0;

    /// <summary>Gives an unnamed file (O_TMPFILE) or an open one the name <paramref name="path"/>; fails with EEXIST when it is taken.</summary>
    public static int Link(int descriptor, string path) => Result(linkat(AT_FDCWD, PathOf(descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW));

    /// <summary>Gives a file a second name; fails with EEXIST when it is taken.</summary>
    public static int Link(string path, string newPath) => Result(linkat(AT_FDCWD, path, AT_FDCWD, newPath, 0));

    public static int Unlink(string path) => Result(unlink(path));

    /// <summary>Whether the effective user may write a file, or change what is in a directory.</summary>
    public static bool MayWrite(string path) => Result(faccessat(AT_FDCWD, path, W_OK, AT_EACCESS)) == 0;

    public static int Truncate(int descriptor, long size) => Result(ftruncate(descriptor, size));

    /// <summary>Reserves the bytes now, so that a full file system is an error here and never SIGBUS later.</summary>
    public static int Allocate(int descriptor, long offset, long length)
    {
        int error;
        do
            error = Result(posix_fallocate(descriptor, offset, length)); // an errno itself, never -1
        while (error == Errno.EINTR);
        return -error;
    }

    public static int ChangeMode(int descriptor, uint mode) => Result(fchmod(descriptor, mode));

    public static int ChangeGroup(int descriptor, uint group) => Result(fchown(descriptor, uint.MaxValue, group));

    /// <summary>The position of an open file; <c>-errno</c> for what has none, such as a pipe.</summary>
    public static long Position(int descriptor) => Result(lseek(descriptor, 0, SEEK_CUR));

    public static long SetPosition(int descriptor, long position) => Result(lseek(descriptor, position, SEEK_SET));

    public static long ReadAt(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
            return Result((long)pread(descriptor, start, (nuint)buffer.Length, offset));
    }

    public static long WriteAt(int descriptor, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
            return Result((long)pwrite(descriptor, start, (nuint)bytes.Length, offset));
    }

    public static int Stat(string path, out Statx result)
    {
        fixed (Statx* pointer = &result)
            return Result(statx(AT_FDCWD, path, 0, Statx.BasicStats, pointer));
    }

    /// <summary>As <see cref="Stat(string, out Statx)"/>, but of a symbolic link itself.</summary>
    public static int StatNoFollow(string path, out Statx result)
    {
        fixed (Statx* pointer = &result)
            return Result(statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, Statx.BasicStats, pointer));
    }

    public static int Stat(int descriptor, out Statx result)
    {
        fixed (Statx* pointer = &result)
            return Result(statx(descriptor, "", AT_EMPTY_PATH, Statx.BasicStats, pointer));
    }

    /// <summary>Bytes that an ordinary user can still allocate on the file system of <paramref name="path"/>; negative: -errno.</summary>
    public static long FreeBytes(string path)
    {
        StatVfs result;
        int status = Result(statvfs(path, &result));
        if (status < 0)
            return status;
        // A tmpfs mounted with size=0 has no limit of its own and says 0 for everything.
        return result.TotalBlocks == 0 ? long.MaxValue : (long)UInt128.Min(result.AvailableBlocks * (UInt128)result.FragmentSize, long.MaxValue);
    }

    /// <summary>The magic number of the file system of <paramref name="path"/> (statfs(2)); negative: -errno.</summary>
    public static long FileSystemType(string path)
    {
        StatFs result;
        int status = Result(statfs(path, &result));
        return status < 0 ? status : (long)(uint)result.Type;
    }

    /// <summary>The magic number of the file system of an open file; negative: -errno.</summary>
    public static long FileSystemType(int descriptor)
    {
        StatFs result;
        int status = Result(fstatfs(descriptor, &result));
        return status < 0 ? status : (long)(uint)result.Type;
    }
}
