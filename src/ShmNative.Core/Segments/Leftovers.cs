namespace ShmNative.Segments;

/// <summary>
/// The library's own small files in /dev/shm, among which are those that a killed process left of a segment that is gone. Who creates something
/// looks at a few, whatever else is there; who removes something looks at all.
/// </summary>
internal static class Leftovers
{
    /// <summary>Names that one who creates reads: of the newest, which is where tmpfs begins.</summary>
    private const int MostNames = 128;

    /// <summary>Files of the library that one who creates looks into.</summary>
    private const int MostFiles = 8;

    /// <summary>The paths of files whose names begin with a prefix.</summary>
    public static string[] Find(string prefix, bool all)
    {
        if (!Directory.Exists(SegmentAddress.PosixDirectory))
            return [];
        IEnumerable<string> paths = Directory.EnumerateFiles(SegmentAddress.PosixDirectory, "*", new EnumerationOptions { IgnoreInaccessible = true });
        if (!all)
            paths = paths.Take(MostNames);
        paths = paths.Where(path => path.AsSpan(SegmentAddress.PosixDirectory.Length + 1).StartsWith(prefix, StringComparison.Ordinal));
        return [.. all ? paths : paths.Take(MostFiles)];
    }
}
