using System.Runtime.CompilerServices;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>Arguments that many calls have.</summary>
internal static unsafe class Arguments
{
    /// <summary>The place of a handle is NULL after a refusal; to have none is refused before anything is done.</summary>
    public static void Clear(void** handle)
    {
        if (handle is null)
            throw Invalid("the place for the handle is NULL");
        *handle = null;
    }

    /// <summary>Flags of which none is unknown.</summary>
    public static uint Known(uint flags, uint known) => (flags & ~known) == 0 ? flags : throw Invalid($"unknown flags 0x{flags & ~known:x}");

    /// <summary>Nanoseconds to wait: 0, positive, or SHM_INFINITE.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Wait(long nanoseconds) => nanoseconds >= ShmConstants.Infinite ? nanoseconds : throw NoTimeout(nanoseconds);

    /// <summary>The same for calls that may take long. Ticks are 100 ns: rounded up, so that no wait is shorter than asked.</summary>
    public static TimeSpan Patience(long nanoseconds) =>
        Wait(nanoseconds) == ShmConstants.Infinite
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks((nanoseconds / TimeSpan.NanosecondsPerTick) + (nanoseconds % TimeSpan.NanosecondsPerTick == 0 ? 0 : 1));

    /// <summary>An array of C; only one of no items may be NULL.</summary>
    public static Span<T> Array<T>(T* items, nuint count, int most, string name) where T : unmanaged
    {
        if (items is null && count > 0)
            throw Invalid($"the array of {count} {name} is NULL");
        return count <= (nuint)most ? new(items, (int)count) : throw Invalid($"{count} {name}; at most {most}");
    }

    private static ShmException NoTimeout(long nanoseconds) =>
        Invalid($"a timeout of {nanoseconds} ns; it is 0, positive, or SHM_INFINITE");

    public static ShmException Invalid(string message) => new(ShmStatus.InvalidArgument, message);
}
