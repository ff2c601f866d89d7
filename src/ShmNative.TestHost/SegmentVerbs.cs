using System.Globalization;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.TestHost;

/// <summary>What the tests of segments let another process do. Verbs that hold a segment close it at the end of their input.</summary>
internal static unsafe class SegmentVerbs
{
    private const byte Filled = 0xaa;

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["segment-create"] = Create;
        verbs["segment-contend"] = Contend;
        verbs["segment-open"] = Open;
        verbs["segment-hammer"] = Hammer;
        verbs["segment-cycle"] = Cycle;
        verbs["segment-poke"] = Poke;
        verbs["segment-stat"] = Stat;
        verbs["segment-remove"] = Remove;
    }

    /// <summary>ADDRESS SIZE [replace|keep|hidden|mode=OCTAL]...: creates and fills it, says "created ADDRESS NOTICE"; input "publish".</summary>
    private static int Create(string[] args)
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(args[0]), long.Parse(args[1], CultureInfo.InvariantCulture), Options(args));
        new Span<byte>((void*)segment.Data, (int)segment.Size).Fill(Filled);
        Console.WriteLine($"created {segment.Address} {segment.Notice}");
        while (Console.ReadLine() is { } command)
        {
            if (command == "publish")
                segment.Publish();
            Console.WriteLine(command);
        }
        return 0;
    }

    /// <summary>ADDRESS SIZE [OPTIONS]: at each line of input tries to create, says "won" or the status, and closes at the next line.</summary>
    private static int Contend(string[] args)
    {
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            Segment? segment = null;
            try
            {
                segment = Segment.Create(SegmentAddress.Parse(args[0]), long.Parse(args[1], CultureInfo.InvariantCulture), Options(args));
                Console.WriteLine("won");
            }
            catch (ShmException exception)
            {
                Console.WriteLine(exception.Status);
            }
            _ = Console.ReadLine();
            segment?.Dispose();
            Console.WriteLine("closed");
        }
        return 0;
    }

    /// <summary>ADDRESS [writable] [wait=SECONDS]: attaches, says "opened" and the first byte.</summary>
    private static int Open(string[] args)
    {
        using Segment segment = Segment.Open(SegmentAddress.Parse(args[0]), args.Contains("writable"),
            TimeSpan.FromSeconds(double.Parse(Option(args, "wait=") ?? "0", CultureInfo.InvariantCulture)));
        Console.WriteLine($"opened {segment.Read<byte>(0)}");
        _ = Console.In.ReadToEnd();
        return 0;
    }

    /// <summary>ADDRESS COUNT: attaches as often as it can until it has seen COUNT segments; says how many were not completely filled.</summary>
    private static int Hammer(string[] args)
    {
        SegmentAddress address = SegmentAddress.Parse(args[0]);
        int torn = 0;
        for (int seen = 0; seen < int.Parse(args[1], CultureInfo.InvariantCulture);)
        {
            try
            {
                using Segment segment = Segment.Open(address);
                seen++;
                torn += segment.AsSpan().IndexOfAnyExcept(Filled) < 0 ? 0 : 1;
            }
            catch (ShmException exception) when (exception.Status is ShmStatus.NotFound or ShmStatus.NotReady)
            {
            }
        }
        Console.WriteLine($"torn {torn}");
        return 0;
    }

    /// <summary>ADDRESS SIZE: creates hidden, fills, publishes and closes, until the input ends; says "published" the first time.</summary>
    private static int Cycle(string[] args)
    {
        Task<string> end = Task.Run(Console.In.ReadToEnd); // the console reads on the calling thread
        for (bool said = false; !end.IsCompleted; said = true)
        {
            using Segment segment = Segment.Create(
                SegmentAddress.Parse(args[0]), long.Parse(args[1], CultureInfo.InvariantCulture), new() { Hidden = true });
            new Span<byte>((void*)segment.Data, (int)segment.Size).Fill(Filled);
            segment.Publish();
            if (!said)
                Console.WriteLine("published");
            Thread.Sleep(1);
        }
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

    /// <summary>ADDRESS: says what is known of it.</summary>
    private static int Stat(string[] args)
    {
        SegmentInfo info = Segment.Stat(SegmentAddress.Parse(args[0]));
        Console.WriteLine($"id={info.Id} size={info.Size} mode={Convert.ToString(info.Mode, 8)} owner={info.OwnerUid} " +
            $"creator={info.CreatorPid} attached={info.Attached} notready={info.NotReady} abandoned={info.Abandoned}");
        return 0;
    }

    private static int Remove(string[] args)
    {
        Segment.Remove(SegmentAddress.Parse(args[0]));
        Console.WriteLine("removed");
        return 0;
    }

    private static SegmentOptions Options(string[] args) => new()
    {
        Replace = args.Contains("replace"),
        Keep = args.Contains("keep"),
        Hidden = args.Contains("hidden"),
        Mode = Convert.ToUInt32(Option(args, "mode=") ?? "600", 8),
    };

    private static string? Option(string[] args, string name) =>
        args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
