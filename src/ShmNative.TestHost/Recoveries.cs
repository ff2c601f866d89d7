using System.Globalization;

namespace ShmNative.TestHost;

/// <summary>Times from the look at which the kernel says that somebody is dead, to all that it held being given back.</summary>
internal static class Recoveries
{
    /// <summary>In words.</summary>
    /// <param name="microseconds">In ascending order.</param>
    public static string Describe(double[] microseconds) => microseconds.Length == 0
        ? "no recovery measured"
        : string.Create(CultureInfo.InvariantCulture,
            $"{microseconds.Length} recoveries measured: p50 {At(microseconds, 50):f0} us, p99 {At(microseconds, 99):f0} us, worst {microseconds[^1]:f0} us");

    private static double At(double[] sorted, int percent) => sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
}
