using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>The ends that send: publishers, producers and writers.</summary>
/// <remarks>
/// Every timeout is in nanoseconds: 0 tries once and returns SHM_FULL or SHM_EMPTY, more waits and returns SHM_TIMEOUT, SHM_INFINITE waits as long as it takes.
/// A call that waits returns SHM_NO_PEER when nobody lives on the other side, unless the end was opened with SHM_ENDPOINT_WAIT_FOR_PEER.
/// All these, SHM_CLOSED, SHM_LAPPED and SHM_CANCELLED are ordinary results: they leave no message for shm_last_error. A handle is for one thread at a time; only the
/// cancel calls may come from another.
/// </remarks>
[HeaderSection(23, "Senders")]
public static unsafe class SenderExports
{
    /// <summary>Sends a message: it is copied once, into shared memory.</summary>
    /// <param name="sender">An open sender.</param>
    /// <param name="data">The message; may be NULL when length is 0.</param>
    /// <param name="length">Bytes, up to the channel's capacity.</param>
    /// <param name="tag">A number of the caller's own that travels with it.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for room; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>
    /// 0, or SHM_FULL, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the stream has ended), SHM_TOO_LARGE, SHM_RETIRED, SHM_CORRUPT,
    /// SHM_INVALID_ARGUMENT (a claim is outstanding), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_send")]
    public static int Send(SenderHandle* sender, [Const] void* data, nuint length, uint tag, long timeoutNs) =>
        SenderCalls.Send(sender, data, length, tag, timeoutNs);

    /// <summary>Sends messages of one size that stand one behind the other, with tag 0. It waits for room for the first one only.</summary>
    /// <param name="sender">An open sender.</param>
    /// <param name="messages">The first message; may be NULL when size or count is 0.</param>
    /// <param name="size">Bytes of each.</param>
    /// <param name="count">Number of messages.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for room for the first; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>How many were sent, from the first on; if none was and count is not 0, as shm_sender_send.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_send_many")]
    public static int SendMany(SenderHandle* sender, [Const] void* messages, nuint size, nuint count, long timeoutNs) =>
        SenderCalls.SendMany(sender, messages, size, count, timeoutNs);

    /// <summary>
    /// Claims a slot, to write the message in place: nothing is copied. Up to 256 may be claimed at once, of a value one; they are committed in their order.
    /// </summary>
    /// <param name="sender">An open sender.</param>
    /// <param name="data">Receives where to write, valid until the commit or abort; what is there is old.</param>
    /// <param name="capacity">Receives the bytes there is room for; may be NULL.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for room; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>As shm_sender_send; SHM_INVALID_ARGUMENT when as many are claimed as can be.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_claim")]
    public static int Claim(SenderHandle* sender, void** data, nuint* capacity, long timeoutNs) =>
        SenderCalls.Claim(sender, data, capacity, timeoutNs);

    /// <summary>Makes the oldest claimed message visible.</summary>
    /// <param name="sender">An open sender.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="tag">A number of the caller's own that travels with it.</param>
    /// <returns>0, or SHM_NO_CLAIM, SHM_TOO_LARGE (it stays claimed), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_commit")]
    public static int Commit(SenderHandle* sender, nuint length, uint tag) => SenderCalls.Commit(sender, length, tag);

    /// <summary>Gives up all that is claimed; receivers never see it.</summary>
    /// <param name="sender">An open sender.</param>
    /// <returns>0, or SHM_NO_CLAIM, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_abort")]
    public static int Abort(SenderHandle* sender) => SenderCalls.Abort(sender);

    /// <summary>
    /// Says that nothing more comes, from nobody: receivers get what is there, then SHM_CLOSED. Closing an end only leaves, and a crash
    /// ends nothing. It cannot be undone.
    /// </summary>
    /// <param name="sender">An open sender.</param>
    /// <returns>0, or SHM_NO_CLAIM (a topic's only publisher, or a value's writer, has a claim outstanding), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_end")]
    public static int End(SenderHandle* sender) => SenderCalls.End(sender);

    /// <summary>
    /// Ends the wait that this handle is in, or else its next one, with SHM_CANCELLED. Any thread may call it at any time, also while
    /// another closes the handle. To close a handle that is waiting: cancel, wait for the call to return, close.
    /// </summary>
    /// <param name="sender">A sender.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_cancel")]
    public static int Cancel(SenderHandle* sender) => EndCalls<ShmSender>.Cancel(sender);

    /// <summary>What the channel is and how it is doing.</summary>
    /// <param name="sender">An open sender.</param>
    /// <param name="info">Receives it; begin with SHM_CHANNEL_INFO_INIT.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_info")]
    public static int Info(SenderHandle* sender, ChannelStatus* info) => EndCalls<ShmSender>.Info(sender, info);

    /// <summary>Aborts what is claimed and leaves the channel. The last to leave removes it, unless it was created SHM_CHANNEL_PERSISTENT.</summary>
    /// <param name="sender">NULL is nothing to close.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_close")]
    public static int Close(SenderHandle* sender) => EndCalls<ShmSender>.Close(sender);
}
