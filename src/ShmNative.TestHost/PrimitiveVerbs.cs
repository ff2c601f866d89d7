using System.Globalization;
using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Primitives;
using ShmNative.Segments;

namespace ShmNative.TestHost;

/// <summary>
/// Primitives under remote control: "primitives ADDRESS", then a command on each line of input and its answer on a line of output. All
/// commands run on one thread, which is what owns locks.
/// </summary>
internal static unsafe class PrimitiveVerbs
{
    /// <summary>A value whose words are all the same, unless it is torn.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Wide
    {
        public fixed long Words[32];
    }

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs) => verbs["primitives"] = Run;

    private static int Run(string[] args)
    {
        using Segment segment = Segment.Open(SegmentAddress.Parse(args[0]), writable: true);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            long offset = long.Parse(words[1], CultureInfo.InvariantCulture);
            Console.WriteLine(Execute(segment, words[0], offset, new VerbOptions(words)));
        }

        return 0;
    }

    private static string Execute(Segment segment, string command, long offset, VerbOptions options) => command switch
    {
        "lock" => $"{ShmMutex.Attach(segment, offset).Lock(options.Timeout)}",
        "unlock" => $"{ShmMutex.Attach(segment, offset).Unlock()}",
        "set" => $"{ShmEvent.Attach(segment, offset).Set()}",
        "wait" => $"{ShmEvent.Attach(segment, offset).Wait(options.Timeout)}",
        "take" => $"{ShmSemaphore.Attach(segment, offset).Wait(options.Timeout)}",
        "give" => $"{ShmSemaphore.Attach(segment, offset).Release((int)options.Number("count", 1))}",
        "pong" => Pong(segment, offset, options),
        "add" => Add(segment, offset, options),
        "write" => Write(segment, offset, options),
        _ => throw new ArgumentException(command),
    };

    /// <summary>pong EVENT to=EVENT count=N: sets the second as often as it gets the first.</summary>
    private static string Pong(Segment segment, long offset, VerbOptions options)
    {
        ShmEvent ping = ShmEvent.Attach(segment, offset);
        ShmEvent pong = ShmEvent.Attach(segment, options.Number("to"));
        ShmStatus status = ShmStatus.Ok;
        for (long i = 0; i < options.Number("count") && status == ShmStatus.Ok; i++)
        {
            status = ping.Wait(Timeout.InfiniteTimeSpan);
            pong.Set();
        }

        return $"{status}";
    }

    /// <summary>add MUTEX at=OFFSET count=N: adds 1 to two words under the lock, so often; repairs what a dead owner left.</summary>
    private static string Add(Segment segment, long offset, VerbOptions options)
    {
        ShmMutex mutex = ShmMutex.Attach(segment, offset);
        long* first = (long*)(segment.Data + (nint)options.Number("at"));
        long* second = first + 1;
        int died = 0, wrong = 0;
        for (long i = 0; i < options.Number("count"); i++)
        {
            ShmStatus status = mutex.Lock(Timeout.InfiniteTimeSpan);
            if (status == ShmStatus.OwnerDied)
            {
                died++;
                *second = *first;
            }
            else if (status != ShmStatus.Ok)
            {
                return $"{status}";
            }

            wrong += *first == *second ? 0 : 1;
            Volatile.Write(ref *first, *first + 1);
            Volatile.Write(ref *second, *second + 1);
            if (mutex.Unlock() != ShmStatus.Ok)
                return "not unlocked";
        }

        return $"wrong={wrong} died={died}";
    }

    /// <summary>write VALUE count=N from=NUMBER: writes values of 32 equal words.</summary>
    private static string Write(Segment segment, long offset, VerbOptions options)
    {
        ShmSeqLock<Wide> value = ShmSeqLock<Wide>.Attach(segment, offset);
        Wide wide = default;
        for (long i = options.Number("from"); i < options.Number("from") + options.Number("count"); i++)
        {
            new Span<long>(wide.Words, 32).Fill(i);
            ShmStatus status = value.Write(wide, Timeout.InfiniteTimeSpan);
            if (status != ShmStatus.Ok)
                return $"{status}";
        }

        return "written";
    }
}
