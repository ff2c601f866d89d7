using ShmNative.Liveness;

namespace ShmNative.TestHost;

/// <summary>What the tests of liveness let another process do.</summary>
internal static class LivenessVerbs
{
    public static void AddTo(Dictionary<string, Func<string[], int>> verbs) => verbs["lock-hold"] = Hold;

    /// <summary>PATH: takes the lock on the whole file, says "held", keeps it until the input ends.</summary>
    private static int Hold(string[] args)
    {
        using ProcessLock? held = ProcessLock.TryTake(args[0], 0, 0, out int error);
        Console.WriteLine(held is null ? $"refused {error}" : "held");
        _ = Console.In.ReadToEnd();
        return 0;
    }
}
