using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Random bytes: getrandom(2), and random(4) where that is refused. The framework's own would load OpenSSL.</summary>
internal static unsafe partial class LibC
{
    private const uint GRND_NONBLOCK = 1; // a machine that has just started has no entropy yet: random(4) does not wait for it

    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint getrandom(void* buffer, nuint length, uint flags);

    /// <summary>Fills the buffer, of 256 bytes at most: so many come at once, or none. 0, or -errno.</summary>
    public static int GetRandom(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            if (Result((long)getrandom(start, (nuint)buffer.Length, GRND_NONBLOCK)) == buffer.Length)
                return 0;
        }

        int descriptor = Open("/dev/urandom", O_RDONLY);
        if (descriptor < 0)
            return descriptor;
        long count = Read(descriptor, buffer);
        _ = Close(descriptor);
        return count == buffer.Length ? 0 : count < 0 ? (int)count : -Errno.EAGAIN;
    }
}
