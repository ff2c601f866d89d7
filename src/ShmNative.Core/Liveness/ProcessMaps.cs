using System.Globalization;

namespace ShmNative.Liveness;

/// <summary>Who has a file mapped, from /proc/PID/maps (proc(5)), as far as it may be read. Slow: for cold paths only.</summary>
internal static class ProcessMaps
{
    /// <summary>Whether anything can be seen: /proc is mounted.</summary>
    public static bool AreThere => Directory.Exists("/proc/self");

    /// <summary>The processes, this one included, that have a mapping of the file, in ascending order.</summary>
    /// <param name="device">Device number as of stat(2).</param>
    /// <param name="inode">Inode number; for System V segments the shmid.</param>
    /// <param name="path">How the mapping is named if the device differs, as it does on overlay file systems.</param>
    public static IReadOnlyList<int> WhoMaps(ulong device, ulong inode, string path)
    {
        if (!AreThere)
            return [];
        string needle = $" {inode.ToString(CultureInfo.InvariantCulture)} "; // rules out nearly all lines at once
        List<int> pids = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Maps(pid))
                pids.Add(pid);
        }
        pids.Sort();
        return pids;

        bool Maps(int pid)
        {
            try
            {
                return File.ReadLines($"/proc/{pid}/maps").Any(line => line.Contains(needle, StringComparison.Ordinal) && IsOf(line, device, inode, path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false; // gone, or another user's
            }
        }
    }

    /// <summary>Whether a line "from-to perms offset major:minor inode   path" is of the file.</summary>
    private static bool IsOf(string line, ulong device, ulong inode, string path)
    {
        string[] parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 6 || !ulong.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out ulong found) || found != inode)
            return false;
        int colon = parts[3].IndexOf(':');
        return parts[5].StartsWith(path, StringComparison.Ordinal)
            || (ulong.TryParse(parts[3].AsSpan(0, colon), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong major)
                && ulong.TryParse(parts[3].AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong minor)
                && Linux.Statx.MakeDevice(major, minor) == device);
    }
}
