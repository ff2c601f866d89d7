using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>A topic: every subscriber gets every message. Messages pass whole, without locks, and stay what they were when a process dies.</summary>
/// <remarks>
/// A channel is at one of the address forms, or at a bare name: "prices" is posix:/prices. Its first sender creates it, the last end to close removes it.
/// </remarks>
[HeaderSection(20, "Topics")]
public static unsafe class TopicExports
{
    /// <summary>Becomes a publisher; creates the topic if nobody uses it.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="creation">The shape of a topic that this call creates; NULL for the defaults.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="sender">Receives the handle; NULL after a refusal.</param>
    /// <returns>
    /// 0, or SHM_ROLE_TAKEN (it has its publisher, and was not created SHM_CHANNEL_CONCURRENT), SHM_TYPE_MISMATCH, SHM_WRONG_KIND, SHM_WRONG_OWNER,
    /// SHM_WRONG_VERSION, SHM_TOO_LARGE (the type is larger than its slots), SHM_TOO_MANY_PARTICIPANTS, SHM_CLOSED (it has ended, and
    /// receivers are still there), SHM_CORRUPT, SHM_NOT_ENOUGH_MEMORY, SHM_INVALID_ADDRESS, SHM_INVALID_ARGUMENT, -EACCES and other refusals of the
    /// kernel.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_topic_open_publisher")]
    public static int OpenPublisher([Const] byte* address, [Const] ChannelCreateOptions* creation, [Const] EndpointOpenOptions* endpoint, SenderHandle** sender)
    {
        try { return ChannelRequests.OpenSender(ChannelKind.Topic, address, creation, endpoint, sender); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Becomes a reliable subscriber: publishers wait for it.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="receiver">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_publisher, or SHM_NOT_FOUND.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_topic_open_subscriber")]
    public static int OpenSubscriber([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReceiverHandle** receiver)
    {
        try { return ChannelRequests.OpenReceiver(ChannelKind.Topic, address, endpoint, receiver); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Becomes a lossy subscriber of a topic created SHM_CHANNEL_OBSERVABLE: publishers do not wait for it, and it is told what it missed.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="reader">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_subscriber; SHM_WRONG_KIND also when the topic is not observable.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_topic_open_lossy_subscriber")]
    public static int OpenLossySubscriber([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReaderHandle** reader)
    {
        try { return ChannelRequests.OpenReader(ChannelKind.Topic, address, endpoint, observes: false, reader); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Looks at a topic created SHM_CHANNEL_OBSERVABLE: read-only by the MMU, nobody notices.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="reader">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_lossy_subscriber.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_topic_open_observer")]
    public static int OpenObserver([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReaderHandle** reader)
    {
        try { return ChannelRequests.OpenReader(ChannelKind.Topic, address, endpoint, observes: true, reader); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Removes a topic, whoever uses it: they keep the memory, are told SHM_RETIRED once they are blocked, and the name is free.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <returns>0, or SHM_NOT_FOUND, SHM_WRONG_KIND, SHM_INVALID_ADDRESS, -EACCES and other refusals of the kernel.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_topic_remove")]
    public static int Remove([Const] byte* address)
    {
        try { return ChannelRequests.Remove(ChannelKind.Topic, address); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
