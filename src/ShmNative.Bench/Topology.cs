using System.Globalization;
using System.Runtime.InteropServices;

namespace ShmNative.Bench;

/// <summary>The machine: which cores the contenders run on, and what a reader has to know of it.</summary>
internal sealed partial class Topology
{
    private const int MostCores = 1024;
    private const string Processors = "/sys/devices/system/cpu";

    private Topology(IReadOnlyList<int> cores) => Cores = cores;

    /// <summary>Cores that this process may use; the first two share the last cache and are no siblings, where there are such.</summary>
    public IReadOnlyList<int> Cores { get; }

    /// <summary>Looks at the machine.</summary>
    public static unsafe Topology Read()
    {
        ulong* mask = stackalloc ulong[MostCores / 64];
        new Span<ulong>(mask, MostCores / 64).Clear();
        List<int> allowed = [];
        if (GetAffinity(0, MostCores / 8, mask) > 0)
            allowed.AddRange(Enumerable.Range(0, MostCores).Where(core => (mask[core / 64] >> (core % 64) & 1) != 0));
        if (allowed.Count == 0)
            allowed.AddRange(Enumerable.Range(0, Environment.ProcessorCount));
        int first = allowed[0];
        IEnumerable<int> others = allowed.Skip(1)
            .OrderBy(core => Siblings(first).Contains(core))
            .ThenBy(core => !Sharing(first).Contains(core));
        return new([first, .. others]);
    }

    /// <summary>The first role has a core of its own; the others share the rest.</summary>
    public int CoreOf(int role) => role == 0 || Cores.Count == 1 ? Cores[0] : Cores[1 + ((role - 1) % (Cores.Count - 1))];

    /// <summary>Lines for the head of a report.</summary>
    public IReadOnlyList<string> Describe()
    {
        string model = Field("/proc/cpuinfo", "model name") ?? Field("/proc/cpuinfo", "CPU part") ?? "unknown processor";
        bool isVirtual = Field("/proc/cpuinfo", "flags")?.Split(' ').Contains("hypervisor") ?? false;
        string maker = $"{Text("/sys/class/dmi/id/sys_vendor")} {Text("/sys/class/dmi/id/product_name")}".Trim();
        string governor = Text($"{Processors}/cpu{Cores[0]}/cpufreq/scaling_governor");
        IEnumerable<string> caches = Directory.Exists($"{Processors}/cpu{Cores[0]}/cache")
            ? Directory.GetDirectories($"{Processors}/cpu{Cores[0]}/cache", "index*").Order().Select(Cache)
            : [];
        return
        [
            $"processor   {model}, {RuntimeInformation.OSArchitecture}, {Cores.Count} cores to use, " +
            (isVirtual ? $"virtual ({(maker.Length > 0 ? maker : "unknown host")})" : "not virtual"),
            $"caches      {string.Join(", ", caches)}",
            $"measured on cores {Cores[0]} (siblings {string.Join(' ', Siblings(Cores[0]))}) and {CoreOf(1)} (siblings {string.Join(' ', Siblings(CoreOf(1)))})",
            $"governor    {(governor.Length > 0 ? governor : "not shown by the host")}; clock {Text("/sys/devices/system/clocksource/clocksource0/current_clocksource")}; huge pages for shared memory {Text("/sys/kernel/mm/transparent_hugepage/shmem_enabled")}",
            $"kernel      {Text("/proc/sys/kernel/osrelease")}; load before {Text("/proc/loadavg")}",
        ];
    }

    private static string Cache(string index) => $"L{Text($"{index}/level")} {Text($"{index}/type").ToLowerInvariant()} {Text($"{index}/size")} (of cores {Text($"{index}/shared_cpu_list")})";

    private static IEnumerable<int> Siblings(int core) => List($"{Processors}/cpu{core}/topology/thread_siblings_list");

    // Cores that share the last cache.
    private static IEnumerable<int> Sharing(int core) => List($"{Processors}/cpu{core}/cache/index3/shared_cpu_list");

    // As in cpuset(7): 0-3,8.
    private static IEnumerable<int> List(string path)
    {
        foreach (string range in Text(path).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            for (int core = ends[0]; core <= ends[^1]; core++)
                yield return core;
        }
    }

    private static string? Field(string path, string name) =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static unsafe partial int GetAffinity(int pid, nuint size, ulong* mask);
}
