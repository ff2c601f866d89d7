using System.Diagnostics;
using System.Globalization;
using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.TestHost.Malice;

/// <summary>Real processes that use a channel while another one scribbles over it.</summary>
internal static unsafe class LiveMalice
{
    /// <summary>What the creator wrote, and those who come must believe.</summary>
    private const int FixedPart = 384;

    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(5);

    public static void AddTo(Dictionary<string, Func<string[], int>> verbs)
    {
        verbs["malice-scribble"] = Scribble;
        verbs["malice-use"] = Use;
    }

    /// <summary>ADDRESS MILLISECONDS SEED: writes values into fields, thousands a second; now and then all is put right again for a moment.</summary>
    private static int Scribble(string[] args)
    {
        using ChannelMemory memory = FileChannelMemory.TryOpen(SegmentAddress.Parse(args[0]), writable: true, Trust.Of([]), out _)
            ?? throw new ShmException(ShmStatus.NotFound, "no channel to scribble on");
        _ = ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out _);
        Corruptor corruptor = new(new ChannelMap(memory.Data, geometry), memory.Data, memory.Size);
        Span<byte> bytes = new(memory.Data, (int)memory.Size);
        byte[] fresh = bytes.ToArray();
        Chance chance = new(ulong.Parse(args[2], CultureInfo.InvariantCulture));
        long scribbles = 0;
        Stopwatch watch = Stopwatch.StartNew();
        for (int milliseconds = int.Parse(args[1], CultureInfo.InvariantCulture); watch.ElapsedMilliseconds < milliseconds; scribbles++)
        {
            corruptor.Scribble(ref chance);
            if (chance.OneIn(4))
                fresh.AsSpan(0, FixedPart + sizeof(ulong)).CopyTo(bytes);
            Thread.SpinWait(chance.Below(2000));
            if (chance.OneIn(16))
            {
                fresh.CopyTo(bytes);
                Thread.Sleep(1);
            }
        }

        fresh.CopyTo(bytes);
        Console.WriteLine($"scribbles={scribbles}");
        return 0;
    }

    /// <summary>ROLE ADDRESS MILLISECONDS OPTIONS: opens, uses and closes an end, again and again, and says which statuses there were.</summary>
    private static int Use(string[] args)
    {
        SortedDictionary<ShmStatus, long> tally = [];
        byte[] bytes = new byte[4096];
        Stopwatch watch = Stopwatch.StartNew();
        for (int milliseconds = int.Parse(args[2], CultureInfo.InvariantCulture); watch.ElapsedMilliseconds < milliseconds;)
        {
            try
            {
                using IDisposable end = ChannelVerbs.Open(args[0], args[1], new VerbOptions(args));
                for (int i = 0; i < 40; i++)
                    Count(Step(end, bytes, i));
            }
            catch (ShmException exception)
            {
                Count(exception.Status);
                Thread.Sleep(1);
            }
        }

        Console.WriteLine(string.Join(' ', tally.Select(line => $"{line.Key}={line.Value}")));
        return 0;

        void Count(ShmStatus status) => tally[status] = tally.GetValueOrDefault(status) + 1;
    }

    private static ShmStatus Step(IDisposable end, byte[] bytes, int i)
    {
        TimeSpan timeout = i % 4 == 0 ? s_timeout : TimeSpan.Zero;
        switch (end)
        {
            case ShmSender sender when i % 2 == 0:
                return sender.TrySend(bytes.AsSpan(0, i), timeout);
            case ShmSender sender:
                ShmStatus claimed = sender.TryClaim(out ShmSender.Claim claim, timeout);
                if (claimed != ShmStatus.Ok)
                    return claimed;
                claim.Bytes.Fill((byte)i);
                return claim.Commit(claim.Bytes.Length);
            case ShmReceiver receiver:
                ShmStatus taken = receiver.TryTake(out ShmReceiver.Message message, timeout);
                message.Bytes.CopyTo(bytes);
                message.Dispose();
                return taken;
            default:
                return ((ShmReader)end).TryReceive(bytes, out _, timeout);
        }
    }
}
