using System.Diagnostics;
using System.Globalization;

namespace ShmNative.Bench;

/// <summary>A program that plays both roles of a measurement.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Program">Its path.</param>
/// <param name="Prefix">Arguments before the verb.</param>
/// <param name="Suffix">Arguments after the slots.</param>
internal sealed record Contender(string Name, string Program, string[] Prefix, string[] Suffix)
{
    /// <summary>Runs one measurement in two processes on two cores; the numbers that the measuring one prints.</summary>
    public double[] Measure(string measuring, string other, int size, long count, int slots)
    {
        string name = $"shmnative-bench-{Environment.ProcessId}";
        try
        {
            using Process second = Start(other, name, size, count, 1, slots);
            using Process first = Start(measuring, name, size, count, 0, slots);
            string output = first.StandardOutput.ReadToEnd();
            first.WaitForExit();
            if (first.ExitCode != 0)
                second.Kill(); // it would wait for ever
            second.WaitForExit();
            if (first.ExitCode != 0 || second.ExitCode != 0)
                throw new InvalidOperationException($"{Name}: {measuring} of {size} bytes failed");
            return [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        }
        finally
        {
            File.Delete($"/dev/shm/{name}");
        }
    }

    private Process Start(string verb, string name, int size, long count, int core, int slots)
    {
        string[] arguments = [.. Prefix, verb, name, $"{size}", $"{count}", $"{core}", $"{slots}", .. Suffix];
        return Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
    }
}
