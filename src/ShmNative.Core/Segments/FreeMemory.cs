using System.Globalization;
using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Segments;

/// <summary>Refuses, before anything is created, what the machine cannot give now.</summary>
internal static class FreeMemory
{
    private const long TmpFs = 0x01021994;
    private const long RamFs = 0x858458f6;

    /// <summary>Requires memory for a segment.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="freed">Bytes that are given back before: those of the segment that is taken over.</param>
    /// <param name="address">For the message.</param>
    public static void Require(long size, long freed, SegmentAddress address) =>
        Require(size, Available(), freed, "memory (MemAvailable)", address);

    /// <summary>Requires space in a directory, and memory if its files are in memory.</summary>
    public static void RequireIn(string directory, long size, long freed, SegmentAddress address)
    {
        if (LibC.FreeBytes(directory) is >= 0 and long free)
            Require(size, free, freed, directory, address);
        if (LibC.FileSystemType(directory) is TmpFs or RamFs)
            Require(size, freed, address);
    }

    private static void Require(long size, long available, long freed, string where, SegmentAddress address)
    {
        if (size > available + Math.Min(freed, long.MaxValue - available))
        {
            throw new ShmException(ShmStatus.NotEnoughMemory,
                $"{address} with {size} bytes is refused: {where} has {available} bytes free now; nothing was created, ask for less");
        }
    }

    private static long Available()
    {
        const string Name = "MemAvailable:";
        string? line = File.Exists("/proc/meminfo") ? File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith(Name, StringComparison.Ordinal)) : null;
        string? kibibytes = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value * 1024 : long.MaxValue;
    }
}
