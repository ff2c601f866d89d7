using System.Runtime.InteropServices;

namespace ShmNative.TestHost.Malice;

/// <summary>Whole pages with a page before and one behind them that end the process at a touch.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int PageSize = 4096;
    private const int PROT_NONE = 0;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;

    private readonly byte* _all;
    private readonly nuint _length;

    public GuardedMemory(int size)
    {
        Size = size;
        int pages = (size + PageSize - 1) / PageSize * PageSize;
        byte* all = mmap(null, (nuint)(pages + (2 * PageSize)), PROT_NONE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (all == (byte*)-1 || mprotect(all + PageSize, (nuint)pages, 3) != 0)
            throw new InvalidOperationException("no memory");
        _all = all;
        _length = (nuint)(pages + (2 * PageSize));
        // The end touches the guard; for whole pages the start does too.
        Start = all + PageSize + pages - size;
    }

    public byte* Start { get; }

    public int Size { get; }

    public Span<byte> Bytes => new(Start, Size);

    public void Dispose() => _ = munmap(_all, _length);

    [LibraryImport("libc")]
    private static partial int munmap(byte* address, nuint length);

    [LibraryImport("libc")]
    private static partial byte* mmap(byte* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc")]
    private static partial int mprotect(byte* address, nuint length, int protection);
}
