using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// Tells a forked child from the process that opened a handle, by one load: a byte that is 1, on a page that the kernel wipes in children
/// (MADV_WIPEONFORK). A handle keeps the pointer that it was opened with; a child that opens handles of its own gets a page of its own.
/// </summary>
internal static unsafe class ForkGuard
{
    private const int PageSize = 4096;

    private static nint s_page;

    /// <summary>The byte of the process that calls: 1 there, 0 in every child that it forks later.</summary>
    public static byte* Arm()
    {
        nint page = Volatile.Read(ref s_page);
        if (page != 0 && *(byte*)page != 0)
            return (byte*)page;

        // No lock: the one who held it may not exist in a forked child.
        nint fresh = LibC.Map(PageSize, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1);
        if (LibC.IsError(fresh))
            throw Refusal.Kernel((int)fresh, "cannot map the page of the fork guard");
        _ = LibC.Advise(fresh, PageSize, LibC.MADV_WIPEONFORK);
        *(byte*)fresh = 1;
        nint winner = Interlocked.CompareExchange(ref s_page, fresh, page);
        if (winner == page)
            return (byte*)fresh;
        _ = LibC.Unmap(fresh, PageSize);
        return (byte*)winner;
    }

    /// <summary>Whether the caller was forked from the process that armed <paramref name="guard"/>.</summary>
    public static bool IsForkedChild(byte* guard) => *guard == 0;
}
