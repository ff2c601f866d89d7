using System.Diagnostics;

namespace ShmNative.Tests.Liveness;

/// <summary>
/// A participant dies after each access to shared memory and after each call to the kernel, in every operation of every kind and role; the others
/// and newcomers go on, lose nothing and leave nothing. The scenarios are in ShmNative.TestHost, Faults/FaultScenario.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class FaultPointTests
{
    private static readonly string s_host = Path.Combine(Checkout.Root, "out/test-bin/faults/ShmNative.TestHost");

    [TestCaseSource(nameof(Scenarios))]
    public void OthersGoOnAfterADeathAtAnyPoint(string scenario)
    {
        Assert.That(s_host, Does.Exist, "build it with: ./build.sh test");
        (int exitCode, string output) = Run("faults", scenario);
        Assert.That(exitCode, Is.Zero, output);
        TestContext.Out.WriteLine(output);
    }

    private static string[] Scenarios() => File.Exists(s_host) ? Run("fault-list").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : ["none"];

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(s_host, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
