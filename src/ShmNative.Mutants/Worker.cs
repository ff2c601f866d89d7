using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace ShmNative.Mutants;

/// <summary>
/// A process that runs single tests on the core with switches, as it is told on its input: a mutant's number and a test's id on each line. It may end up in
/// a loop or crash: that is a finding too, and its parent's business.
/// </summary>
internal static class Worker
{
    /// <summary>What its own lines begin with: tests may write to the same output.</summary>
    public const string Mark = "@@ ";

    public static int Run(string binaries, string core)
    {
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        TextReader input = Console.In;
        (Assembly tests, Assembly mutated) = Load(binaries, core);
        Type found = mutated.GetType("ShmNative.Mutants.Switch", throwOnError: true)!;
        FieldInfo active = found.GetField("Active")!;
        bool[] reached = (bool[])found.GetField("Reached")!.GetValue(null)!;

        NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());
        runner.Load(tests, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
        foreach (ITest test in Leaves(runner.ExploreTests(TestFilter.Empty)))
            output.WriteLine($"{Mark}test {test.Id} {test.FullName}");
        output.WriteLine($"{Mark}ready");
        while (input.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            active.SetValue(null, int.Parse(words[0], CultureInfo.InvariantCulture));
            Array.Clear(reached);
            long start = Stopwatch.GetTimestamp();
            ITestResult result = runner.Run(TestListener.NULL, TestFilter.FromXml($"<filter><id>{words[1]}</id></filter>"));
            active.SetValue(null, 0);
            string verdict = result.FailCount > 0 ? "failed" : result.PassCount > 0 ? "passed" : "skipped";
            IEnumerable<int> places = Enumerable.Range(0, reached.Length).Where(i => reached[i]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Mark}{verdict} {Stopwatch.GetElapsedTime(start).TotalSeconds:F3} {string.Join(',', places)}"));
        }

        return 0;
    }

    /// <summary>The tests, and below them the core with switches instead of the one beside them.</summary>
    private static (Assembly Tests, Assembly Core) Load(string binaries, string core)
    {
        AssemblyLoadContext context = new("mutants");
        context.Resolving += (_, name) => Path.Combine(binaries, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        Assembly mutated = context.LoadFromAssemblyPath(core);
        return (context.LoadFromAssemblyPath(Path.Combine(binaries, "ShmNative.Tests.dll")), mutated);
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];
}
