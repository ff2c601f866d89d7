using System.Globalization;
using ShmNative.Segments;

namespace ShmNative.TestHost;

/// <summary>What the tests of segments let another process do. Each prints what it did, and holds until its input ends.</summary>
internal static unsafe class SegmentVerbs
{
    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["segment-create"] = Create;
        verbs["segment-open"] = Open;
        verbs["segment-poke"] = Poke;
    }

    /// <summary>ADDRESS SIZE [replace|keep|hidden|mode=OCTAL|fill=BYTE]...: creates, says "created NOTICE", closes at the end of input.</summary>
    private static int Create(string[] args)
    {
        string? Option(string name) => args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
        SegmentOptions options = new()
        {
            Replace = args.Contains("replace"),
            Keep = args.Contains("keep"),
            Hidden = args.Contains("hidden"),
            Mode = Convert.ToUInt32(Option("mode=") ?? "600", 8),
        };
        using Segment segment = Segment.Create(SegmentAddress.Parse(args[0]), long.Parse(args[1], CultureInfo.InvariantCulture), options);
        if (Option("fill=") is { } fill)
            new Span<byte>((void*)segment.Data, (int)segment.Size).Fill(byte.Parse(fill, CultureInfo.InvariantCulture));
        Console.WriteLine($"created {segment.Address} {segment.Notice}");
        while (Console.ReadLine() is { } command)
        {
            if (command == "publish")
                segment.Publish();
            Console.WriteLine(command);
        }
        return 0;
    }

    /// <summary>ADDRESS [writable] [wait=SECONDS]: attaches, prints the first byte, detaches at the end of input.</summary>
    private static int Open(string[] args)
    {
        string? wait = args.FirstOrDefault(arg => arg.StartsWith("wait=", StringComparison.Ordinal))?[5..];
        using Segment segment = Segment.Open(SegmentAddress.Parse(args[0]), args.Contains("writable"),
            TimeSpan.FromSeconds(double.Parse(wait ?? "0", CultureInfo.InvariantCulture)));
        Console.WriteLine($"opened {segment.Read<byte>(0)}");
        _ = Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>ADDRESS: attaches read-only and writes through the pointer, which must end this process.</summary>
    private static int Poke(string[] args)
    {
        using Segment segment = Segment.Open(SegmentAddress.Parse(args[0]));
        Console.WriteLine("poking");
        *(byte*)segment.Data = 1;
        Console.WriteLine("poked");
        return 0;
    }
}
