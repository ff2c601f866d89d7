using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Descriptors as streams of bytes, and who opens or closes a file: write(2), inotify(7).</summary>
internal static unsafe partial class LibC
{
    public const uint IN_CLOSE = 0x18;
    private const int IN_NONBLOCK = 0x800;

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint write(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport(Library, EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int descriptor, string path, uint mask);

    /// <summary>Writes what the descriptor takes now; the number of bytes, or -errno.</summary>
    public static long Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Result((long)write(descriptor, start, (nuint)bytes.Length));
    }

    /// <summary>Reads what is there; the number of bytes, 0 at the end, or -errno.</summary>
    public static long Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            return Result((long)read(descriptor, start, (nuint)buffer.Length));
    }

    /// <summary>A queue of what happens to files; its reads never block.</summary>
    public static int NotifyOpen() => Result(inotify_init1(IN_NONBLOCK | O_CLOEXEC));

    public static int NotifyAdd(int descriptor, string path, uint mask) => Result(inotify_add_watch(descriptor, path, mask));
}
