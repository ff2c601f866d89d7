using System.Text;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Storage;
using ShmNative.Channels.Topics;
using ShmNative.Channels.Values;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// Topics of any bytes: every subscriber gets every message. An address is a bare name (POSIX shared memory) or any form of
/// <see cref="Segments.SegmentAddress"/>.
/// </summary>
public static class ShmTopic
{
    /// <summary>Becomes a publisher; creates the topic if nobody uses it.</summary>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.RoleTaken"/>: it has its publisher; <see cref="ShmStatus.TypeMismatch"/>; <see cref="ShmStatus.WrongKind"/>;
    /// <see cref="ShmStatus.WrongOwner"/>; <see cref="ShmStatus.NotEnoughMemory"/>; <see cref="ShmStatus.InvalidArgument"/>; or <c>-errno</c>.
    /// </exception>
    public static ShmSender OpenPublisher(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null) =>
        Ends.Sender(ChannelKind.Topic, PayloadType.Bytes, address, creation, endpoint);

    /// <summary>Becomes a reliable subscriber: publishers wait for it.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.NotFound"/>, and as for a publisher.</exception>
    public static ShmReceiver OpenSubscriber(string address, EndpointOptions? endpoint = null) =>
        Ends.Receiver(ChannelKind.Topic, PayloadType.Bytes, address, endpoint);

    /// <summary>Becomes a lossy subscriber of an observable topic: publishers do not wait for it, and it is told what it missed.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.WrongKind"/>: the topic is not observable; and as for a subscriber.</exception>
    public static ShmReader OpenLossySubscriber(string address, EndpointOptions? endpoint = null) =>
        Ends.Reader(ChannelKind.Topic, PayloadType.Bytes, address, endpoint, observes: false);

    /// <summary>Looks at an observable topic: read-only, no entry, nobody notices.</summary>
    /// <exception cref="ShmException">As for a lossy subscriber.</exception>
    public static ShmReader OpenObserver(string address, EndpointOptions? endpoint = null) =>
        Ends.Reader(ChannelKind.Topic, PayloadType.Bytes, address, endpoint, observes: true);

    /// <summary>Removes a topic whoever uses it: they keep the memory, are told RETIRED, and the name is free.</summary>
    public static void Remove(string address) => ChannelRemover.Remove(ChannelAddress.Parse(address), ChannelKind.Topic);
}

/// <summary>Queues of any bytes: every message goes to exactly one of the competing consumers.</summary>
public static class ShmQueue
{
    /// <summary>Becomes a producer; creates the queue if nobody uses it.</summary>
    /// <exception cref="ShmException">As for <see cref="ShmTopic.OpenPublisher"/>.</exception>
    public static ShmSender OpenProducer(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null) =>
        Ends.Sender(ChannelKind.Queue, PayloadType.Bytes, address, creation, endpoint);

    /// <summary>Becomes a consumer.</summary>
    /// <exception cref="ShmException">As for <see cref="ShmTopic.OpenSubscriber"/>.</exception>
    public static ShmReceiver OpenConsumer(string address, EndpointOptions? endpoint = null) =>
        Ends.Receiver(ChannelKind.Queue, PayloadType.Bytes, address, endpoint);

    /// <inheritdoc cref="ShmTopic.Remove"/>
    public static void Remove(string address) => ChannelRemover.Remove(ChannelAddress.Parse(address), ChannelKind.Queue);
}

/// <summary>Values of any bytes: only the newest message counts; its writer never waits, and no reader sees a torn one.</summary>
public static class ShmValue
{
    /// <summary>Becomes the writer; creates the value if nobody uses it.</summary>
    /// <exception cref="ShmException">As for <see cref="ShmTopic.OpenPublisher"/>.</exception>
    public static ShmSender OpenWriter(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null) =>
        Ends.Sender(ChannelKind.Value, PayloadType.Bytes, address, creation, endpoint);

    /// <summary>Becomes a reader, which can wait for the next change.</summary>
    /// <exception cref="ShmException">As for <see cref="ShmTopic.OpenSubscriber"/>.</exception>
    public static ShmReader OpenReader(string address, EndpointOptions? endpoint = null) =>
        Ends.Reader(ChannelKind.Value, PayloadType.Bytes, address, endpoint, observes: false);

    /// <summary>Looks at a value: read-only, no entry, nobody notices.</summary>
    /// <exception cref="ShmException">As for a reader.</exception>
    public static ShmReader OpenObserver(string address, EndpointOptions? endpoint = null) =>
        Ends.Reader(ChannelKind.Value, PayloadType.Bytes, address, endpoint, observes: true);

    /// <inheritdoc cref="ShmTopic.Remove"/>
    public static void Remove(string address) => ChannelRemover.Remove(ChannelAddress.Parse(address), ChannelKind.Value);
}

/// <summary>Opens a channel and puts the right algorithm on it.</summary>
internal static class Ends
{
    public static ShmSender Sender(ChannelKind kind, PayloadType type, string address, ChannelOptions? creation, EndpointOptions? endpoint)
    {
        ChannelOptions options = creation ?? new();
        return Finish(ChannelOpener.Open(Request(kind, type, address, ParticipantRole.Sender, endpoint) with
        {
            Geometry = options.ToGeometry(kind, type),
            Permissions = options.Permissions,
        }), membership =>
        {
            Sender<ProcessorMemory> core = kind switch
            {
                ChannelKind.Queue => new Producer<ProcessorMemory>(membership.Context),
                ChannelKind.Value => new ValueWriter<ProcessorMemory>(membership.Context),
                _ when membership.Map.Has(ChannelFlags.Concurrent) => new ConcurrentPublisher<ProcessorMemory>(membership.Context),
                _ => new ExclusivePublisher<ProcessorMemory>(membership.Context),
            };
            return new ShmSender(membership, core, endpoint);
        });
    }

    public static ShmReceiver Receiver(ChannelKind kind, PayloadType type, string address, EndpointOptions? endpoint)
    {
        ChannelRequest request = Request(kind, type, address, ParticipantRole.Receiver, endpoint);
        if (kind == ChannelKind.Queue && endpoint?.Creation is { } creation)
            request = request with { Geometry = creation.ToGeometry(kind, type), Permissions = creation.Permissions };
        return Finish(ChannelOpener.Open(request), membership =>
        {
            Receiver<ProcessorMemory> core = kind == ChannelKind.Queue
                ? new Consumer<ProcessorMemory>(membership.Context)
                : new Subscriber<ProcessorMemory>(membership.Context, History(endpoint));
            return new ShmReceiver(membership, core, endpoint);
        });
    }

    public static ShmReader Reader(ChannelKind kind, PayloadType type, string address, EndpointOptions? endpoint, bool observes) =>
        Finish(ChannelOpener.Open(Request(kind, type, address, ParticipantRole.Receiver, endpoint) with { Observes = observes }), membership =>
        {
            if (kind == ChannelKind.Topic && !membership.Map.Has(ChannelFlags.Observable))
                throw new ShmException(ShmStatus.WrongKind, $"{address} was not created observable; subscribe reliably, or create it so");
            LossyReader<ProcessorMemory> core = kind == ChannelKind.Value
                ? new ValueReader<ProcessorMemory>(membership.Context)
                : new LossySubscriber<ProcessorMemory>(membership.Context, History(endpoint));
            return new ShmReader(membership, core, endpoint);
        });

    private static string Name(EndpointOptions? endpoint)
    {
        string name = endpoint?.Name ?? "";
        return Encoding.UTF8.GetByteCount(name) < ChannelConstants.ParticipantNameSize && !name.Contains('\0')
            ? name
            : throw new ShmException(ShmStatus.InvalidArgument, $"the end's name '{name}' is longer than {ChannelConstants.ParticipantNameSize - 1} bytes, or has a NUL");
    }

    private static ulong History(EndpointOptions? endpoint) => (ulong)Math.Max(0, endpoint?.History ?? 0);

    private static ChannelRequest Request(ChannelKind kind, PayloadType type, string address, ParticipantRole role, EndpointOptions? endpoint) => new()
    {
        Address = ChannelAddress.Parse(address),
        Kind = kind,
        Role = role,
        Type = type,
        Name = Name(endpoint),
        Trust = endpoint?.AnyOwner == true ? Trust.Any : Trust.Of(endpoint?.Owners ?? []),
        Wait = endpoint?.Wait ?? TimeSpan.Zero,
    };

    private static TEnd Finish<TEnd>(Membership membership, Func<Membership, TEnd> make)
    {
        try
        {
            TEnd end = make(membership);
            membership.Activate();
            return end;
        }
        catch
        {
            membership.Leave();
            throw;
        }
    }
}
