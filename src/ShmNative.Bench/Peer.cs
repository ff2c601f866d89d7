using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Bench;

/// <summary>
/// One of two processes of a measurement, over this library. The payload is written and read in full and every message is checked, as the
/// floor does it; the in-place verbs touch eight bytes at both ends only.
/// </summary>
internal sealed class Peer(string name, int size, long count, int slots)
{
    private static readonly double[] s_quantiles = [0.5, 0.99, 0.999];

    private readonly byte[] _message = new byte[size];

    /// <summary>Verb, name, size, count, core, slots.</summary>
    public static int Run(string[] args)
    {
        Peer peer = new(args[1], Int(args[2]), long.Parse(args[3], CultureInfo.InvariantCulture), Int(args[5]));
        Affinity.Pin(Int(args[4]));
        switch (args[0])
        {
            case "ping": peer.Ping(inPlace: false); break;
            case "pong": peer.Pong(inPlace: false); break;
            case "ping-in-place": peer.Ping(inPlace: true); break;
            case "pong-in-place": peer.Pong(inPlace: true); break;
            case "send": peer.Send(); break;
            case "receive": peer.Receive(); break;
            default: return 2;
        }

        return 0;
    }

    private void Ping(bool inPlace)
    {
        using ShmSender there = ShmTopic.OpenPublisher($"{name}.there", Shape);
        using ShmReceiver back = ShmTopic.OpenSubscriber($"{name}.back", Patient);
        while (there.Peers == 0)
            Thread.Sleep(1);
        long[] samples = new long[count];
        long warm = count / 10;
        long before = Stopwatch.GetTimestamp();
        for (long i = 1; i <= warm + count; i++)
        {
            Put(there, i, inPlace);
            Get(back, i, inPlace);
            long now = Stopwatch.GetTimestamp();
            if (i > warm)
                samples[i - warm - 1] = now - before;
            before = now;
        }

        Array.Sort(samples);
        string[] quantiles = [.. s_quantiles.Select(q =>
            (samples[(long)(q * (count - 1))] * 1e9 / Stopwatch.Frequency).ToString("0", CultureInfo.InvariantCulture))];
        Console.WriteLine(string.Join(' ', quantiles));
    }

    private void Pong(bool inPlace)
    {
        using ShmSender back = ShmTopic.OpenPublisher($"{name}.back", Shape);
        using ShmReceiver there = ShmTopic.OpenSubscriber($"{name}.there", Patient);
        for (long i = 1; i <= (count / 10) + count; i++)
        {
            Get(there, i, inPlace);
            Put(back, i, inPlace);
        }
    }

    private void Send()
    {
        using ShmSender sender = ShmTopic.OpenPublisher(name, Shape);
        while (sender.Peers == 0)
            Thread.Sleep(1);
        for (long i = 1; i <= count; i++)
            Put(sender, i, inPlace: false);
        sender.End();
    }

    private void Receive()
    {
        using ShmReceiver receiver = ShmTopic.OpenSubscriber(name, Patient);
        ShmReceiver.Message message;
        while (receiver.TryTake(out message) != ShmStatus.Ok)
        {
        }

        long start = Stopwatch.GetTimestamp();
        message.Bytes.CopyTo(_message);
        message.Dispose();
        Check(1);
        for (long i = 2; i <= count; i++)
            Get(receiver, i, inPlace: false);
        Console.WriteLine((count / Stopwatch.GetElapsedTime(start).TotalSeconds).ToString("0", CultureInfo.InvariantCulture));
    }

    private ChannelOptions Shape => new() { Slots = slots, Capacity = size };

    private static EndpointOptions Patient => new() { Wait = TimeSpan.FromSeconds(10) };

    private void Put(ShmSender sender, long number, bool inPlace)
    {
        if (inPlace)
        {
            ShmSender.Claim claim;
            while (sender.TryClaim(out claim) != ShmStatus.Ok)
            {
            }

            Stamp(claim.Bytes[..size], number);
            claim.Commit(size);
            return;
        }

        Stamp(_message, number);
        while (sender.TrySend(_message) != ShmStatus.Ok)
        {
        }
    }

    private void Get(ShmReceiver receiver, long number, bool inPlace)
    {
        if (inPlace)
        {
            ShmReceiver.Message message;
            while (receiver.TryTake(out message) != ShmStatus.Ok)
            {
            }

            Check(message.Bytes, number);
            message.Dispose();
            return;
        }

        while (receiver.TryReceive(_message, out _) != ShmStatus.Ok)
        {
        }

        Check(number);
    }

    private static void Stamp(Span<byte> message, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(message, number);
        BinaryPrimitives.WriteInt64LittleEndian(message[^8..], number);
    }

    private void Check(long number) => Check(_message, number);

    private static void Check(ReadOnlySpan<byte> message, long number)
    {
        if (BinaryPrimitives.ReadInt64LittleEndian(message) != number || BinaryPrimitives.ReadInt64LittleEndian(message[^8..]) != number)
            throw new InvalidDataException($"message {number} is wrong");
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
