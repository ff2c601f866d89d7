using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Descriptors as streams of bytes, and who opens or closes a file: read(2), write(2), poll(2), isatty(3), inotify(7).</summary>
internal static unsafe partial class LibC
{
    public const uint IN_CLOSE = 0x18;
    public const short POLLIN = 1;
    public const short POLLOUT = 4;
    private const int IN_NONBLOCK = 0x800;

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint write(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "isatty")]
    private static partial int isatty(int descriptor);

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

    /// <summary>Waits until a descriptor is ready, or has an error to report; false when the time is over, or a signal came.</summary>
    public static bool IsReady(int descriptor, short events, int milliseconds)
    {
        PollDescriptor wait = new() { Descriptor = descriptor, Events = events };
        return poll(&wait, 1, milliseconds) > 0;
    }

    public static bool IsTerminal(int descriptor) => isatty(descriptor) == 1;

    /// <summary>A queue of what happens to files; its reads never block.</summary>
    public static int NotifyOpen() => Result(inotify_init1(IN_NONBLOCK | O_CLOEXEC));

    public static int NotifyAdd(int descriptor, string path, uint mask) => Result(inotify_add_watch(descriptor, path, mask));
}
