using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>A value: only the newest message counts. Its writer never waits, and no reader sees a torn one or goes back in time.</summary>
[HeaderSection(22, "Values")]
public static unsafe class ValueExports
{
    /// <summary>Becomes the writer; creates the value if nobody uses it.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="creation">The shape of a value that this call creates; NULL for the defaults.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="sender">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_publisher.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_value_open_writer")]
    public static int OpenWriter([Const] byte* address, [Const] ChannelCreateOptions* creation, [Const] EndpointOpenOptions* endpoint, SenderHandle** sender)
    {
        try { return ChannelRequests.OpenSender(ChannelKind.Value, address, creation, endpoint, sender); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Becomes a reader, which is woken when it waits for the next change.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="reader">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_subscriber.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_value_open_reader")]
    public static int OpenReader([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReaderHandle** reader)
    {
        try { return ChannelRequests.OpenReader(ChannelKind.Value, address, endpoint, observes: false, reader); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Looks at a value: read-only by the MMU, nobody notices. To wait for a change, it looks again and again.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <param name="endpoint">NULL for the defaults.</param>
    /// <param name="reader">Receives the handle; NULL after a refusal.</param>
    /// <returns>As shm_topic_open_subscriber.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_value_open_observer")]
    public static int OpenObserver([Const] byte* address, [Const] EndpointOpenOptions* endpoint, ReaderHandle** reader)
    {
        try { return ChannelRequests.OpenReader(ChannelKind.Value, address, endpoint, observes: true, reader); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Removes a value, as shm_topic_remove.</summary>
    /// <param name="address">A bare name or one of the address forms, UTF-8.</param>
    /// <returns>As shm_topic_remove.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_value_remove")]
    public static int Remove([Const] byte* address)
    {
        try { return ChannelRequests.Remove(ChannelKind.Value, address); }
        catch (Exception error) { return LastError.Report(error); }
    }
}
