using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>
/// A queue: every message goes to exactly one of the consumers. What a consumer had taken when it died is offered again, marked
/// SHM_MESSAGE_REDELIVERED; in a queue created SHM_CHANNEL_AT_MOST_ONCE it is dropped.
/// </summary>
[HeaderSection(21, "Queues")]
public static unsafe class QueueExports
{
    /// <summary>Becomes one of the producers; creates the queue if nobody uses it.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="creation">The shape of a queue that this call creates; NULL for the defaults.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="sender">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_publisher.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_queue_open_producer")]
    public static int OpenProducer([Const] byte* address, [Const] ChannelCreateOptions* creation, [Const] EndpointOpenOptions* endpoint, SenderHandle** sender)
    {
        try { return ChannelRequests.OpenSender(ChannelKind.Queue, address, creation, endpoint, sender); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Becomes one of the consumers; creates the queue if nobody uses it and the options have its shape.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="receiver">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_subscriber.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_queue_open_consumer")]
    public static int OpenConsumer([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReceiverHandle** receiver)
    {
        try { return ChannelRequests.OpenReceiver(ChannelKind.Queue, address, endpoint, receiver); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Removes a queue and what is in it, as shm_topic_remove.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <returns>As shm_topic_remove.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_queue_remove")]
    public static int Remove([Const] byte* address)
    {
        try { return ChannelRequests.Remove(ChannelKind.Queue, address); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
