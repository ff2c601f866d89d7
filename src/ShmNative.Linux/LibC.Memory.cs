using System.Runtime.InteropServices;

namespace ShmNative.Linux;

/// <summary>Mappings: mmap(2), munmap(2), madvise(2).</summary>
internal static unsafe partial class LibC
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MADV_DONTFORK = 10;
    public const int MADV_WIPEONFORK = 18;

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    private static partial int munmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    private static partial int madvise(nint address, nuint length, int advice);

    /// <summary>Maps a file; the address, or -errno.</summary>
    public static nint Map(nuint length, int protection, int flags, int descriptor, long offset = 0) =>
        (nint)Result((long)mmap(0, length, protection, flags, descriptor, offset));

    public static int Unmap(nint address, nuint length) => Result(munmap(address, length));

    public static int Advise(nint address, nuint length, int advice) => Result(madvise(address, length, advice));

    /// <summary>Whether a result of <see cref="Map"/> or <see cref="ShmAttach"/> is an error rather than an address.</summary>
    public static bool IsError(nint address) => address is < 0 and >= -4095;
}
