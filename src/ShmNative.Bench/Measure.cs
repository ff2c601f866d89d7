using System.Globalization;

namespace ShmNative.Bench;

/// <summary>How long and how often.</summary>
internal enum Effort
{
    /// <summary>Whether it works at all, for the tests.</summary>
    Smoke,

    /// <summary>A minute.</summary>
    Quick,

    /// <summary>For figures to keep.</summary>
    Full,
}

/// <summary>One thing to measure, of all contenders alike.</summary>
/// <param name="Verb">What contenders call it.</param>
/// <param name="Text">What the table calls it, without the parameter.</param>
/// <param name="Unit">Of the result.</param>
internal sealed record Measure(string Verb, string Text, string Unit)
{
    private static readonly int[] s_sizes = [8, 64, 1024, 65_536, 1 << 20], s_fewSizes = [64, 65_536], s_inPlaceSizes = [64, 1 << 20];
    private static readonly double[] s_gaps = [0.1, 1, 10], s_oneGap = [1];
    private static readonly int[] s_crowds = [1, 2, 4, 8, 16, 32], s_fewCrowds = [1, 8], s_smallCrowd = [2];

    private const int MostPublishers = 16;

    /// <summary>Payload bytes of a message.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Messages that a channel holds.</summary>
    public int Slots { get; init; } = 256;

    /// <summary>Processes beside the first.</summary>
    public int Parties { get; init; } = 1;

    /// <summary>Idle time before a message, in microseconds.</summary>
    public int Gap { get; init; } = 1000;

    /// <summary>At most so many samples, or channels.</summary>
    public int Count { get; init; } = 1_000_000;

    /// <summary>About how long.</summary>
    public int Millis { get; init; }

    /// <summary>What varies within the verb; null: nothing does.</summary>
    public (string Name, double Value)? Parameter { get; init; }

    /// <summary>Whether a message is looked at in every process's full length: false where none is sent.</summary>
    public bool HasMessages => Verb is not ("attach" or "call");

    /// <summary>Rates: more is better.</summary>
    public bool IsRate => Unit == "messages/s";

    /// <summary>What the table calls it.</summary>
    public string Title => Parameter is { } parameter
        ? string.Create(CultureInfo.InvariantCulture, $"{Text}, {parameter.Value:#,0.###} {(parameter.Value == 1 ? parameter.Name.TrimEnd('s') : parameter.Name)}")
        : Text;

    /// <summary>Everything that is measured with so much effort.</summary>
    public static IReadOnlyList<Measure> All(Effort effort)
    {
        bool full = effort == Effort.Full;
        int millis = effort switch { Effort.Smoke => 2, Effort.Quick => 20, _ => 250 };
        int[] sizes = full ? s_sizes : s_fewSizes;
        int[] crowds = full ? s_crowds : effort == Effort.Quick ? s_fewCrowds : s_smallCrowd;
        List<Measure> all = [];
        all.AddRange(sizes.Select(size => new Measure("round-trip", "round trip", "ns") { Slots = size > 65_536 ? 4 : size > 1024 ? 8 : 256 }.OfSize(size)));
        all.AddRange(sizes.Select(size => new Measure("stream", "stream", "messages/s") { Slots = size > 65_536 ? 8 : size > 1024 ? 64 : 1024, Count = 0 }.OfSize(size)));
        all.AddRange(s_inPlaceSizes.Select(size => new Measure("in-place", "round trip in place", "ns") { Slots = 8 }.OfSize(size)));
        all.AddRange((full ? s_gaps : s_oneGap).Select(gap => new Measure("wake", "wake-up after idle", "ns")
        {
            Parameter = ("milliseconds", gap),
            Gap = (int)(gap * 1000),
            Millis = full ? 1000 : 3 * millis,
        }));
        all.Add(new("send", "send that nobody waits for", "ns"));
        all.Add(new("look", "look that finds nothing", "ns"));
        all.Add(new("call", "smallest exported call", "ns"));
        all.AddRange(crowds.Select(parties => new Measure("fan-out", "fan-out of 64 bytes", "ns") { Parameter = ("subscribers", parties), Parties = parties, Count = 0 }));
        all.AddRange(crowds.Where(parties => parties <= MostPublishers).Select(parties =>
            new Measure("publishers", "stream of 64 bytes", "messages/s") { Parameter = ("publishers", parties), Parties = parties, Count = 0 }));
        all.Add(new("attach", "attach", "ns") { Count = 1000 });
        all.Add(new("memory", "idle channel, 16 slots of 48 bytes", "bytes") { Size = 48, Slots = 16, Count = effort == Effort.Smoke ? 10 : 1000 });
        return [.. all.Select(measure => measure.Millis != 0 ? measure : measure with { Millis = millis })];
    }

    private Measure OfSize(int size) => this with { Parameter = ("bytes", size), Size = size };
}
