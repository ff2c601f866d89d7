using System.Diagnostics;

namespace ShmNative.Tests;

/// <summary>The system's own tools, to look at things from outside.</summary>
public static class Commands
{
    /// <summary>Runs a command to its end and returns its output; it has to succeed.</summary>
    public static string Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{command} {string.Join(' ', arguments)}");
        return output;
    }
}
