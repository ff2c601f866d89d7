using System.Globalization;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>What /proc says of a thread: proc(5), stat.</summary>
/// <param name="Tid">Its id, in the pid namespace that /proc was mounted for.</param>
/// <param name="HasEnded">Whether it is a zombie or less: it will never run again.</param>
/// <param name="StartTime">When it started, in clock ticks since boot (field 22).</param>
internal readonly record struct ThreadStat(int Tid, bool HasEnded, ulong StartTime)
{
    /// <summary>
    /// Whether /proc is there, and was mounted for this process' own pid namespace: in another's, the same number is another thread. A process is
    /// listed there with its ids from that namespace down to its own.
    /// </summary>
    public static bool IsOfThisNamespace { get; } = ListsUsByOurId();

    /// <summary>Reads a stat file; null when it is not there or not to be read.</summary>
    public static ThreadStat? Read(string path)
    {
        try
        {
            string stat = File.ReadAllText(path);
            // The name in parentheses may hold anything; the fields after it are numbers.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new(
                int.Parse(stat[..stat.IndexOf(' ')], CultureInfo.InvariantCulture),
                fields[0] is "Z" or "X",
                ulong.Parse(fields[22 - 3], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or ArgumentException)
        {
            return null;
        }
    }

    private static bool ListsUsByOurId()
    {
        try
        {
            string line = File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            return line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, string only] && only.Trim() == $"{LibC.ThreadId()}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }
}
