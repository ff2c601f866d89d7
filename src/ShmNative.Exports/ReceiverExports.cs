using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>The ends that senders wait for: a topic's subscribers and a queue's consumers.</summary>
[HeaderSection(24, "Receivers")]
public static unsafe class ReceiverExports
{
    /// <summary>Copies the next message out.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="buffer">Receives the bytes, as many as it holds; may be NULL when size is 0.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <param name="message">Receives what the message was; may be NULL.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>As shm_receiver_take, or SHM_TOO_LARGE (it was cut, and is gone).</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_receive")]
    public static int Receive(ReceiverHandle* receiver, void* buffer, nuint size, ReceivedMessage* message, long timeoutNs) =>
        ReceiverCalls.Receive(receiver, buffer, size, message, timeoutNs);

    /// <summary>Copies as many messages out as are there; it waits for the first one only.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="buffer">Receives the bytes of the n-th message at n times size; may be NULL when size is 0.</param>
    /// <param name="size">Bytes for each. A longer message is cut: its length says so.</param>
    /// <param name="messages">Receives what the messages were.</param>
    /// <param name="count">Number of messages there is room for.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for the first; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>How many were received; if none was and count is not 0, as shm_receiver_take.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_receive_many")]
    public static int ReceiveMany(ReceiverHandle* receiver, void* buffer, nuint size, ReceivedMessage* messages, nuint count, long timeoutNs) =>
        ReceiverCalls.ReceiveMany(receiver, buffer, size, messages, count, timeoutNs);

    /// <summary>Takes the next message, to read it where it is. It stays the receiver's until it is released; up to 256 may be held at once.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="message">Receives the message; untouched after a refusal.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>
    /// 0, or SHM_EMPTY, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the end of the stream), SHM_RETIRED, SHM_CORRUPT,
    /// SHM_INVALID_ARGUMENT (256 messages are held), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_take")]
    public static int Take(ReceiverHandle* receiver, ReceivedMessage* message, long timeoutNs) =>
        ReceiverCalls.Take(receiver, message, timeoutNs);

    /// <summary>Takes as many messages as are there; it waits for the first one only.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="messages">Receives the messages.</param>
    /// <param name="count">Number of messages there is room for.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for the first; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>How many were taken; if none was and count is not 0, as shm_receiver_take.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_take_many")]
    public static int TakeMany(ReceiverHandle* receiver, ReceivedMessage* messages, nuint count, long timeoutNs) =>
        ReceiverCalls.TakeMany(receiver, messages, count, timeoutNs);

    /// <summary>Gives the oldest message that is held back: its bytes are the sender's again.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <returns>0, or SHM_NO_CLAIM (none is held), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_release")]
    public static int Release(ReceiverHandle* receiver) => ReceiverCalls.Release(receiver, 1);

    /// <summary>Gives the oldest messages that are held back.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="count">Number of messages.</param>
    /// <returns>0, or SHM_NO_CLAIM (fewer were held, and all of them were given back), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_release_many")]
    public static int ReleaseMany(ReceiverHandle* receiver, nuint count) => ReceiverCalls.Release(receiver, count);

    /// <summary>Gives one message that is held back, in any order; its slot waits for those that were taken before it.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="message">As it was taken.</param>
    /// <returns>0, or SHM_NO_CLAIM (it is not held), SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_release_message")]
    public static int ReleaseMessage(ReceiverHandle* receiver, [Const] ReceivedMessage* message) => ReceiverCalls.ReleaseMessage(receiver, message);

    /// <summary>Ends the wait that this handle is in, or else its next one, as shm_sender_cancel.</summary>
    /// <param name="receiver">A receiver.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_cancel")]
    public static int Cancel(ReceiverHandle* receiver) => EndCalls<ShmReceiver>.Cancel(receiver);

    /// <summary>What the channel is and how it is doing.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="info">Receives it; begin with SHM_CHANNEL_INFO_INIT.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_info")]
    public static int Info(ReceiverHandle* receiver, ChannelStatus* info) => EndCalls<ShmReceiver>.Info(receiver, info);

    /// <summary>Leaves the channel; what a consumer still holds is offered to another. The last to leave removes it, as shm_sender_close.</summary>
    /// <param name="receiver">NULL is nothing to close.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_close")]
    public static int Close(ReceiverHandle* receiver) => EndCalls<ShmReceiver>.Close(receiver);
}
