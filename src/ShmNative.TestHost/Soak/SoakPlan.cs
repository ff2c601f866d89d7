using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Soak;

/// <summary>What a worker does.</summary>
internal enum SoakRole
{
    Sender,
    Receiver,
    Lossy,
    Observer,
}

/// <summary>One of the channels of a run.</summary>
internal sealed record SoakChannel(string Name, string Backend, ChannelKind Kind, ChannelOptions Options, int Senders, int Receivers, int Lossy = 0, int Observers = 0)
{
    public const int Capacity = 240;

    public bool IsExclusive => Kind == ChannelKind.Value || (Kind == ChannelKind.Topic && !Options.Concurrent);

    /// <summary>Persistent, so that also the death of all at once loses nothing.</summary>
    private static ChannelOptions Create(bool concurrent = false, bool observable = false, bool atMostOnce = false, int slots = 64) => new()
    {
        Slots = slots,
        Capacity = Capacity,
        Concurrent = concurrent,
        Observable = observable,
        AtMostOnce = atMostOnce,
        Persistent = true,
    };

    public static readonly SoakChannel[] All =
    [
        new("topic", "posix", ChannelKind.Topic, Create(), 1, 2),
        new("topic-concurrent", "posix", ChannelKind.Topic, Create(concurrent: true, observable: true, slots: 16), 2, 2, Lossy: 1, Observers: 1),
        new("queue", "posix", ChannelKind.Queue, Create(), 2, 3),
        new("queue-at-most-once", "file", ChannelKind.Queue, Create(atMostOnce: true, slots: 16), 2, 2),
        new("value", "sysv", ChannelKind.Value, Create(slots: 4), 1, 1, Observers: 1),
    ];

    public string AddressOf(int run) => Backend switch
    {
        "posix" => $"posix:/shmnative-soak-{run}-{Name}",
        "file" => $"file:{Path.GetTempPath()}shmnative-soak-{run}-{Name}",
        _ => $"sysv:0x{0x5e000000 | (uint)run:x}",
    };

    public ShmSender OpenSender(string address, EndpointOptions endpoint) => Kind switch
    {
        ChannelKind.Topic => ShmTopic.OpenPublisher(address, Options, endpoint),
        ChannelKind.Queue => ShmQueue.OpenProducer(address, Options, endpoint),
        _ => ShmValue.OpenWriter(address, Options, endpoint),
    };

    public void Remove(string address)
    {
        if (Kind == ChannelKind.Topic)
            ShmTopic.Remove(address);
        else if (Kind == ChannelKind.Queue)
            ShmQueue.Remove(address);
        else
            ShmValue.Remove(address);
    }
}

/// <summary>One worker's place: a number of its own, and for a sender one among the senders.</summary>
internal sealed record SoakJob(int Worker, int Channel, SoakRole Role, uint Sender)
{
    public static readonly SoakJob[] All = [.. Plan()];

    private static IEnumerable<SoakJob> Plan()
    {
        int worker = 0;
        uint sender = 0;
        for (int i = 0; i < SoakChannel.All.Length; i++)
        {
            SoakChannel channel = SoakChannel.All[i];
            for (int j = 0; j < channel.Senders; j++)
                yield return new(worker++, i, SoakRole.Sender, sender++);
            foreach ((SoakRole role, int count) in new[] { (SoakRole.Receiver, channel.Receivers), (SoakRole.Lossy, channel.Lossy), (SoakRole.Observer, channel.Observers) })
            {
                for (int j = 0; j < count; j++)
                    yield return new(worker++, i, role, 0);
            }
        }
    }
}
