using System.Globalization;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>
/// Whether the library's own heap, which is small (Aot.props), has room for one more thing that stays. It refuses long before the heap is full: an
/// allocation that fails in the middle of something else could not be mended.
/// </summary>
internal static class HeapRoom
{
    /// <summary>Bytes; on the ordinary runtime the heap grows as it needs to.</summary>
    private static readonly long s_limit = AppContext.GetData("ShmNative.HeapForHandles") is string bytes
        ? long.Parse(bytes, CultureInfo.InvariantCulture)
        : long.MaxValue;

    /// <summary>What is in use counts until it is collected, so that is done first where it would decide.</summary>
    private static bool IsLeft() => GC.GetTotalMemory(forceFullCollection: false) < s_limit || GC.GetTotalMemory(forceFullCollection: true) < s_limit;

    /// <exception cref="ShmException">Nothing is left: <see cref="ShmStatus.NotEnoughMemory"/>.</exception>
    public static void Require()
    {
        if (!IsLeft())
            throw new ShmException(ShmStatus.NotEnoughMemory, Message);
    }

    /// <summary>What there is to say about it.</summary>
    public const string Message = "the library's own heap is exhausted; close handles that are no longer needed";
}
