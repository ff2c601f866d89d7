using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Exports.Interop;
using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>Waiting for several things at once: in one call, or in an event loop by a descriptor.</summary>
/// <remarks>
/// A wait set names the members with which something can be done; nothing is taken. One thread at a time uses a set and its members. A segment with
/// events of a set stays open until they are removed or the set is closed; ends of channels may be closed at any time.
/// <para>
/// Descriptors are for poll(2), epoll(7), select(2) and event loops: they are readable (senders' too) when a look may be worth it, and become unreadable
/// when a call with a timeout of 0 finds nothing (SHM_EMPTY, SHM_FULL, of a set SHM_TIMEOUT). So call until that, or until it is enough for now:
/// the descriptor stays readable. Like a pipe's, it stays readable at the end of the stream, and when nobody is on the other side: calls with a
/// timeout of 0 then report SHM_NO_PEER. A descriptor belongs to its handle: it is not to be read or closed. The first one starts a thread of the library
/// that sleeps and takes no signals; it ends with the last one.
/// </para>
/// </remarks>
[HeaderSection(50, "Waiting on many")]
public static unsafe class WaitSetExports
{
    /// <summary>Makes an empty set.</summary>
    /// <param name="set">Receives the handle; NULL after a refusal.</param>
    /// <returns>0, or SHM_INVALID_ARGUMENT, SHM_NOT_ENOUGH_MEMORY.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_create")]
    public static int Create(WaitSetHandle** set) => WaitSetCalls.Create(set);

    /// <summary>Adds a receiver, to wait for messages.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="receiver">An open receiver.</param>
    /// <param name="tag">A number of one's own that names it.</param>
    /// <returns>0, or SHM_ALREADY_EXISTS (the tag), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_add_receiver")]
    public static int AddReceiver(WaitSetHandle* set, ReceiverHandle* receiver, long tag) =>
        WaitSetCalls.Add<ShmReceiver>(set, receiver, tag);

    /// <summary>Adds a reader, to wait for messages.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="reader">An open reader.</param>
    /// <param name="tag">A number of one's own that names it.</param>
    /// <returns>As shm_waitset_add_receiver.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_add_reader")]
    public static int AddReader(WaitSetHandle* set, ReaderHandle* reader, long tag) => WaitSetCalls.Add<ShmReader>(set, reader, tag);

    /// <summary>Adds a sender, to wait for room.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="sender">An open sender.</param>
    /// <param name="tag">A number of one's own that names it.</param>
    /// <returns>As shm_waitset_add_receiver.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_add_sender")]
    public static int AddSender(WaitSetHandle* set, SenderHandle* sender, long tag) => WaitSetCalls.Add<ShmSender>(set, sender, tag);

    /// <summary>Adds an event, which stays set until shm_event_wait.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the event is.</param>
    /// <param name="tag">A number of one's own that names it.</param>
    /// <returns>
    /// As shm_waitset_add_receiver, and SHM_WRONG_KIND (no event is there), SHM_OUT_OF_BOUNDS, SHM_MISALIGNED, SHM_READ_ONLY.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_add_event")]
    public static int AddEvent(WaitSetHandle* set, SegmentHandle* segment, nuint offset, long tag) =>
        WaitSetCalls.AddPrimitive(set, segment, offset, tag, isEvent: true);

    /// <summary>Adds a semaphore, which keeps its count until shm_semaphore_wait.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="segment">Of a server, or of a client attached with SHM_ATTACH_WRITABLE.</param>
    /// <param name="offset">Where the semaphore is.</param>
    /// <param name="tag">A number of one's own that names it.</param>
    /// <returns>As shm_waitset_add_event.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_add_semaphore")]
    public static int AddSemaphore(WaitSetHandle* set, SegmentHandle* segment, nuint offset, long tag) =>
        WaitSetCalls.AddPrimitive(set, segment, offset, tag, isEvent: false);

    /// <summary>Takes a member out.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="tag">Its number.</param>
    /// <returns>0, or SHM_NOT_FOUND, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_remove")]
    public static int Remove(WaitSetHandle* set, long tag) => WaitSetCalls.Remove(set, tag);

    /// <summary>Waits until something can be done with at least one member.</summary>
    /// <param name="set">An open set.</param>
    /// <param name="ready">Receives the members.</param>
    /// <param name="capacity">How many there is room for; what does not fit is found by the next call.</param>
    /// <param name="timeoutNs">Nanoseconds to wait; 0 = not at all; SHM_INFINITE.</param>
    /// <returns>How many were found, or SHM_TIMEOUT, SHM_CANCELLED, SHM_INVALID_ARGUMENT, SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_wait")]
    public static int Wait(WaitSetHandle* set, ReadyMember* ready, nuint capacity, long timeoutNs) =>
        WaitSetCalls.Wait(set, ready, capacity, timeoutNs);

    /// <summary>Ends the wait that the set is in, or else its next one, with SHM_CANCELLED; from any thread.</summary>
    /// <param name="set">An open set.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_cancel")]
    public static int Cancel(WaitSetHandle* set) => WaitSetCalls.Cancel(set);

    /// <summary>A descriptor that says when shm_waitset_wait may find something; see above.</summary>
    /// <param name="set">An open set.</param>
    /// <returns>The descriptor, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD, -EMFILE and other refusals of the kernel.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_poll_fd")]
    public static int WaitSetDescriptor(WaitSetHandle* set) => WaitSetCalls.Descriptor(set);

    /// <summary>A descriptor that says when there may be a message; see above.</summary>
    /// <param name="receiver">An open receiver.</param>
    /// <returns>As shm_waitset_poll_fd.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_poll_fd")]
    public static int ReceiverDescriptor(ReceiverHandle* receiver) => WaitSetCalls.EndDescriptor<ShmReceiver>(receiver);

    /// <summary>A descriptor that says when there may be a message; see above. An observer's is looked after every 5 to 500 ms.</summary>
    /// <param name="reader">An open reader.</param>
    /// <returns>As shm_waitset_poll_fd.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_poll_fd")]
    public static int ReaderDescriptor(ReaderHandle* reader) => WaitSetCalls.EndDescriptor<ShmReader>(reader);

    /// <summary>A descriptor that becomes readable when there may be room; see above.</summary>
    /// <param name="sender">An open sender.</param>
    /// <returns>As shm_waitset_poll_fd.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_poll_fd")]
    public static int SenderDescriptor(SenderHandle* sender) => WaitSetCalls.EndDescriptor<ShmSender>(sender);

    /// <summary>Closes a set; its members stay open.</summary>
    /// <param name="set">NULL is nothing to close.</param>
    /// <returns>0, or SHM_INVALID_HANDLE (a handle is closed once), SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_close")]
    public static int Close(WaitSetHandle* set) => WaitSetCalls.Close(set);
}
