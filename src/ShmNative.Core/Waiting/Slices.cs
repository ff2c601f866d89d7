namespace ShmNative.Waiting;

/// <summary>
/// How long one sleep lasts at most. Who wakes others may die between its store and its wake; so every sleep is cut into slices. A slice decides
/// when to look, never who is dead.
/// </summary>
internal static class Slices
{
    /// <summary>The first slice of a wait in nanoseconds.</summary>
    public const long First = 5_000_000;

    private const long Last = 500_000_000;

    /// <summary>Each slice is twice the one before, up to half a second.</summary>
    public static long After(long slice) => Math.Min(slice * 2, Last);

    /// <summary>When a wait of so many nanoseconds ends; below zero: never.</summary>
    public static long Deadline(Sleeper sleeper, long nanoseconds)
    {
        if (nanoseconds < 0)
            return long.MaxValue;
        long now = sleeper.Now;
        return nanoseconds > long.MaxValue - now ? long.MaxValue : now + nanoseconds;
    }
}
