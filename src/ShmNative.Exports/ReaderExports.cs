using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Exports.Interop;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>The ends that copy and that nobody waits for: a value's readers, a topic's lossy subscribers, and observers. What they return was whole.</summary>
[HeaderSection(25, "Readers")]
public static unsafe class ReaderExports
{
    /// <summary>Copies the next message of a topic, or a value's newest if it is newer than the last one read.</summary>
    /// <param name="reader">An open reader.</param>
    /// <param name="buffer">Receives the bytes, as many as it holds; may be NULL when size is 0.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <param name="message">Receives what the message was; may be NULL.</param>
    /// <param name="timeoutNs">Nanoseconds to wait for one; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>
    /// 0, or SHM_EMPTY, SHM_TIMEOUT, SHM_NO_PEER, SHM_CANCELLED, SHM_CLOSED (the end of the stream), SHM_LAPPED (messages were missed: the next call
    /// goes on near the newest), SHM_TOO_LARGE (it was cut), SHM_RETIRED, SHM_CORRUPT, SHM_INVALID_ARGUMENT, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_receive")]
    public static int Receive(ReaderHandle* reader, void* buffer, nuint size, ReceivedMessage* message, long timeoutNs) =>
        ReaderCalls.Receive(reader, buffer, size, message, timeoutNs);

    /// <summary>Copies a value's newest message, also when it was read before.</summary>
    /// <param name="reader">An open reader of a value.</param>
    /// <param name="buffer">Receives the bytes, as many as it holds; may be NULL when size is 0.</param>
    /// <param name="size">Bytes of the buffer.</param>
    /// <param name="message">Receives what the message was; may be NULL.</param>
    /// <returns>As shm_reader_receive; SHM_EMPTY only while nothing was ever written; SHM_WRONG_KIND for a topic.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_get")]
    public static int Get(ReaderHandle* reader, void* buffer, nuint size, ReceivedMessage* message) =>
        ReaderCalls.Get(reader, buffer, size, message);

    /// <summary>How many messages of a topic were overwritten before this end read them.</summary>
    /// <param name="reader">An open reader.</param>
    /// <param name="lost">Receives the number since it was opened; 0 for a value.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_lost")]
    public static int Lost(ReaderHandle* reader, ulong* lost) => ReaderCalls.Lost(reader, lost);

    /// <summary>Ends the wait that this handle is in, or else its next one, as shm_sender_cancel. An observer notices within half a second.</summary>
    /// <param name="reader">A reader.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (closed already), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_cancel")]
    public static int Cancel(ReaderHandle* reader) => EndCalls<ShmReader>.Cancel(reader);

    /// <summary>What the channel is and how it is doing. To an observer, who lives is not known.</summary>
    /// <param name="reader">An open reader.</param>
    /// <param name="info">Receives it; begin with SHM_CHANNEL_INFO_INIT.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_info")]
    public static int Info(ReaderHandle* reader, ChannelStatus* info) => EndCalls<ShmReader>.Info(reader, info);

    /// <summary>Leaves the channel. The last to leave removes it, as shm_sender_close; an observer never does.</summary>
    /// <param name="reader">NULL is nothing to close.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_close")]
    public static int Close(ReaderHandle* reader) => EndCalls<ShmReader>.Close(reader);
}
