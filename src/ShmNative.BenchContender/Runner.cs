using System.Globalization;
using System.Text;

namespace ShmNative.BenchContender;

/// <summary>The conversation with the runner: native-tests/bench/harness.h has the protocol.</summary>
internal static class Runner
{
    /// <summary>Says that this party is there, and waits for the others.</summary>
    public static void Ready()
    {
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        if (Console.In.ReadLine() is null)
            throw new InvalidOperationException("the runner is gone");
    }

    /// <summary>Says the result, and stays until all have said theirs: what others may still read is not taken away.</summary>
    public static void Say(long looked, params ReadOnlySpan<(string Key, double Value)> numbers)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"result checked={looked}");
        foreach ((string key, double value) in numbers)
            line.Append(CultureInfo.InvariantCulture, $" {key}={value:0.0}");
        Console.Out.WriteLine(line.ToString());
        Console.Out.Flush();
        while (Console.In.Read() >= 0)
        {
        }
    }
}

/// <summary>This contender has no such measure.</summary>
internal sealed class NotApplicableException(string why) : Exception(why);

/// <summary>A message was not what was sent.</summary>
internal sealed class WrongMessageException(ulong number) : Exception($"message {number} is wrong");
