using System.Globalization;

namespace ShmNative.BenchContender;

/// <summary>What the runner wants measured: KEY=VALUE arguments, as native-tests/bench/harness.h explains them.</summary>
internal sealed class Job
{
    public string Measure { get; private set; } = "";

    public string Name { get; private set; } = "";

    public int Size { get; private set; } = 64;

    public int Slots { get; private set; } = 256;

    public int Count { get; private set; }

    public long Millis { get; private set; } = 20;

    public uint Gap { get; private set; } = 1000;

    public int Role { get; private set; }

    public int Parties { get; private set; } = 1;

    public bool Crowded { get; private set; }

    public bool Corrupt { get; private set; }

    public static Job Parse(string[] args)
    {
        Job job = new();
        foreach (string argument in args)
        {
            int split = argument.IndexOf('=');
            if (split < 0)
                throw new ArgumentException("usage: KEY=VALUE ...; see native-tests/bench/harness.h");
            job.Set(argument[..split], argument[(split + 1)..]);
        }

        return job.Size >= 8 && job.Size % 8 == 0 ? job : throw new ArgumentException("the size has to be a multiple of 8");
    }

    /// <summary>The name of one of the measurement's channels.</summary>
    public string Channel(int index) => $"{Name}.{index.ToString(CultureInfo.InvariantCulture)}";

    private void Set(string key, string value)
    {
        switch (key)
        {
            case "measure": Measure = value; break;
            case "name": Name = value; break;
            case "variant": break; // the library decides how it looks again
            case "size": Size = Number(value); break;
            case "slots": Slots = Number(value); break;
            case "count": Count = Number(value); break;
            case "millis": Millis = Number(value); break;
            case "gap": Gap = (uint)Number(value); break;
            case "role": Role = Number(value); break;
            case "parties": Parties = Number(value); break;
            case "core": Kernel.Pin(Number(value)); break;
            case "crowded": Crowded = value != "0"; break;
            case "corrupt": Corrupt = value != "0"; break;
            case "limit": _ = Kernel.Alarm((uint)Number(value)); break; // one that hangs ends by itself
            default: throw new ArgumentException($"unknown argument {key}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
