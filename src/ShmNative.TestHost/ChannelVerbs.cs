using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost;

/// <summary>
/// Ends of channels under remote control: each line of input is a command, each has one line of output that starts with the end's name.
/// Sending and receiving run on a thread of their own, so several ends of this process can be busy at once. The programs in
/// native-tests/conformance understand what ConformanceTests asks for, in the same words.
/// </summary>
internal static class ChannelVerbs
{
    public static void AddTo(Dictionary<string, Func<string[], int>> verbs) => verbs["channel"] = Run;

    private static int Run(string[] args)
    {
        if (args.Contains("no-membarrier"))
            KernelCalls.RefuseMembarrier();
        if (args.Contains("no-futex-waitv"))
            KernelCalls.RefuseFutexWaitv();
        Dictionary<string, IDisposable> ends = [];
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] is "pong-set" or "pong-poll")
                Answer(words[1], () => WaitVerbs.Pong(words[0], (ShmReceiver)ends[words[1]], (ShmSender)ends[words[2]], int.Parse(words[3], CultureInfo.InvariantCulture)));
            else if (words[0] == "pong")
                Answer(words[1], () => Pong((ShmReceiver)ends[words[1]], (ShmSender)ends[words[2]], int.Parse(words[3], CultureInfo.InvariantCulture)));
            else if (words[0] is "send" or "receive" && ends[words[1]] is { } end)
                _ = Task.Factory.StartNew(() => Answer(words[1], () => Traffic(end, words)), TaskCreationOptions.LongRunning);
            else
                Answer(words[1], () => Execute(ends, words));
        }

        foreach (IDisposable end in ends.Values)
            end.Dispose();
        return 0;
    }

    private static void Answer(string end, Func<string> command)
    {
        string answer;
        try
        {
            answer = command();
        }
        catch (ShmException exception)
        {
            answer = $"{exception.Status}: {exception.Message}";
        }

        Console.WriteLine($"{end} {answer}");
    }

    /// <summary>send END COUNT OPTIONS, receive END COUNT OPTIONS.</summary>
    private static string Traffic(IDisposable end, string[] words)
    {
        VerbOptions options = new(words);
        long count = long.Parse(words[2], CultureInfo.InvariantCulture);
        return end switch
        {
            ShmSender sender => ChannelTraffic.Send(sender, options, (uint)count),
            ShmReceiver receiver => ChannelTraffic.Receive(receiver, options, count),
            _ => ChannelTraffic.Read((ShmReader)end, options, count),
        };
    }

    /// <summary>open END ROLE ADDRESS OPTIONS, remove KIND ADDRESS, or COMMAND END.</summary>
    private static string Execute(Dictionary<string, IDisposable> ends, string[] words)
    {
        string name = words[1];
        if (words[0] == "open")
        {
            ends[name] = Open(words[2], words[3], new VerbOptions(words));
            return "opened";
        }

        if (words[0] == "remove")
            return Remove(name, words[2]);

        IDisposable end = ends[name];
        switch (words[0])
        {
            case "close":
                end.Dispose();
                return "closed";
            case "end":
                return $"{((ShmSender)end).End()}";
            case "claim":
                return $"{((ShmSender)end).TryClaim(out _)}";
            case "commit":
                return $"{((ShmSender)end).CommitOldest(int.Parse(words[2], CultureInfo.InvariantCulture))}";
            case "abort":
                return $"{((ShmSender)end).Abort()}";
            case "take":
                return $"{((ShmReceiver)end).TryTake(out _)}";
            case "release":
                return $"{((ShmReceiver)end).ReleaseOldest()}";
            case "get":
                return ChannelTraffic.Get((ShmReader)end);
            case "cancel":
                ((ShmEndpoint)end).Cancel();
                return $"{ShmStatus.Ok}";
            case "peers":
                return $"{((ShmEndpoint)end).Peers}";
            case "poke":
                return KernelCalls.WriteThrough(((ShmEndpoint)end).Address);
            case "fork":
                return KernelCalls.SendInForkedChild((ShmSender)end);
            case "fork-and-live":
                return KernelCalls.ForkAndLive();
            case "close-all":
                return KernelCalls.CloseAllDescriptors();
            case "reuse-all":
                return KernelCalls.ReuseAllDescriptors();
            case "race":
                return DebugRace((ShmReceiver)end);
            default:
                throw new ArgumentException(words[0]);
        }
    }

    /// <summary>Opens an end by the name of its role.</summary>
    public static IDisposable Open(string role, string address, VerbOptions options)
    {
        ChannelOptions creation = new()
        {
            Slots = options.Number("slots"),
            Capacity = options.Number("capacity"),
            History = options.Number("history"),
            Participants = (int)options.Number("participants"),
            Mode = Convert.ToUInt32(options.Text("mode") ?? "600", 8),
            Group = options.Text("group") ?? "",
            Concurrent = options.Has("concurrent"),
            Observable = options.Has("observable"),
            AtMostOnce = options.Has("at-most-once"),
            Persistent = options.Has("persistent"),
            FirstSequence = (ulong)options.Number("first"),
        };
        EndpointOptions endpoint = new()
        {
            Wait = TimeSpan.FromSeconds(options.Number("wait")),
            WaitForPeer = options.Has("wait-for-peer"),
            History = options.Number("want"),
            AnyOwner = options.Has("any-owner"),
            Owners = options.Text("owners")?.Split(',') ?? [],
            Name = options.Text("name") ?? "",
            Creation = options.Has("create") ? creation : null,
        };
        PayloadType type = PayloadType.Bytes;
        if (options.Text("type")?.Split('/') is [string name, string size])
            type = new PayloadType(name, ulong.Parse(size, CultureInfo.InvariantCulture), null);
        return role switch
        {
            "publisher" => Ends.Sender(ChannelKind.Topic, type, address, creation, endpoint),
            "subscriber" => Ends.Receiver(ChannelKind.Topic, type, address, endpoint),
            "lossy" => Ends.Reader(ChannelKind.Topic, type, address, endpoint, observes: false),
            "topic-observer" => Ends.Reader(ChannelKind.Topic, type, address, endpoint, observes: true),
            "producer" => Ends.Sender(ChannelKind.Queue, type, address, creation, endpoint),
            "consumer" => Ends.Receiver(ChannelKind.Queue, type, address, endpoint),
            "writer" => Ends.Sender(ChannelKind.Value, type, address, creation, endpoint),
            "reader" => Ends.Reader(ChannelKind.Value, type, address, endpoint, observes: false),
            "value-observer" => Ends.Reader(ChannelKind.Value, type, address, endpoint, observes: true),
            _ => throw new ArgumentException(role),
        };
    }

    private static string Remove(string kind, string address)
    {
        switch (kind)
        {
            case "topic":
                ShmTopic.Remove(address);
                break;
            case "queue":
                ShmQueue.Remove(address);
                break;
            default:
                ShmValue.Remove(address);
                break;
        }

        return $"{ShmStatus.Ok}";
    }

    /// <summary>pong RECEIVER SENDER COUNT: sends back what it receives.</summary>
    private static string Pong(ShmReceiver receiver, ShmSender sender, int count)
    {
        byte[] message = new byte[64];
        ShmStatus status = ShmStatus.Ok;
        for (int i = 0; i < count && status == ShmStatus.Ok; i++)
        {
            status = receiver.TryReceive(message, out int length, Timeout.InfiniteTimeSpan);
            if (status == ShmStatus.Ok)
                status = sender.TrySend(message.AsSpan(0, length), Timeout.InfiniteTimeSpan);
        }

        return $"{status}";
    }

    /// <summary>Debug builds only: while one thread waits in an end, another enters it.</summary>
    private static string DebugRace(ShmReceiver receiver)
    {
        Task<ShmStatus> waiting = Task.Factory.StartNew(() => receiver.TryTake(out _, Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
        try
        {
            while (!waiting.IsCompleted)
                _ = receiver.TryTake(out _); // refused as soon as the other is inside
            return $"{waiting.GetAwaiter().GetResult()}"; // or the other came second, and is refused
        }
        finally
        {
            receiver.Cancel();
            _ = Task.WaitAny(waiting);
        }
    }
}
