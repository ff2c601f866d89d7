using ShmNative.Fields;
using ShmNative.Layout.Channels;
using ShmNative.Structs;

namespace ShmNative.Channels;

/// <summary>How a type is called in a channel's header.</summary>
/// <param name="Name">The name both sides must give; null = the one it has in C if it is marked with [ShmStruct], else its own without namespace.</param>
/// <param name="Schema">
/// The type's fields, so that tools can show messages and a different layout is refused; null = its own if it is marked with [ShmStruct], else none.
/// </param>
public sealed record ShmTypeInfo(string? Name = null, FieldLayout? Schema = null);

/// <summary>Topics for messages of one type. As <see cref="ShmTopic"/>; a channel of another type is refused.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public static class ShmTopic<T>
    where T : unmanaged
{
    /// <inheritdoc cref="ShmTopic.OpenPublisher"/>
    public static ShmSender<T> OpenPublisher(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Sender(ChannelKind.Topic, Payload<T>.TypeOf(type), address, creation, endpoint));

    /// <inheritdoc cref="ShmTopic.OpenSubscriber"/>
    public static ShmReceiver<T> OpenSubscriber(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Receiver(ChannelKind.Topic, Payload<T>.TypeOf(type), address, endpoint));

    /// <inheritdoc cref="ShmTopic.OpenLossySubscriber"/>
    public static ShmReader<T> OpenLossySubscriber(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Reader(ChannelKind.Topic, Payload<T>.TypeOf(type), address, endpoint, observes: false));

    /// <inheritdoc cref="ShmTopic.OpenObserver"/>
    public static ShmReader<T> OpenObserver(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Reader(ChannelKind.Topic, Payload<T>.TypeOf(type), address, endpoint, observes: true));
}

/// <summary>Queues for messages of one type. As <see cref="ShmQueue"/>; a channel of another type is refused.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public static class ShmQueue<T>
    where T : unmanaged
{
    /// <inheritdoc cref="ShmQueue.OpenProducer"/>
    public static ShmSender<T> OpenProducer(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Sender(ChannelKind.Queue, Payload<T>.TypeOf(type), address, creation, endpoint));

    /// <inheritdoc cref="ShmQueue.OpenConsumer"/>
    public static ShmReceiver<T> OpenConsumer(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Receiver(ChannelKind.Queue, Payload<T>.TypeOf(type), address, endpoint));
}

/// <summary>Values of one type. As <see cref="ShmValue"/>; a channel of another type is refused.</summary>
/// <typeparam name="T">A struct without references; its bytes are the message.</typeparam>
public static class ShmValue<T>
    where T : unmanaged
{
    /// <inheritdoc cref="ShmValue.OpenWriter"/>
    public static ShmSender<T> OpenWriter(string address, ChannelOptions? creation = null, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Sender(ChannelKind.Value, Payload<T>.TypeOf(type), address, creation, endpoint));

    /// <inheritdoc cref="ShmValue.OpenReader"/>
    public static ShmReader<T> OpenReader(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Reader(ChannelKind.Value, Payload<T>.TypeOf(type), address, endpoint, observes: false));

    /// <inheritdoc cref="ShmValue.OpenObserver"/>
    public static ShmReader<T> OpenObserver(string address, EndpointOptions? endpoint = null, ShmTypeInfo? type = null) =>
        new(Ends.Reader(ChannelKind.Value, Payload<T>.TypeOf(type), address, endpoint, observes: true));
}

/// <summary>What a channel's header says of a type.</summary>
internal static unsafe class Payload<T>
    where T : unmanaged
{
    public static PayloadType TypeOf(ShmTypeInfo? info)
    {
        StructDefinition? definition = default(T) is IShmStruct marked ? marked.Define() : null;
        return new(info?.Name ?? definition?.Name ?? typeof(T).Name, (ulong)sizeof(T), info?.Schema ?? definition?.Fields);
    }
}
