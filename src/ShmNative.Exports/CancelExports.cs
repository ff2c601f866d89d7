using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Exports.Interop;
using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>Signals: the one call that a handler may make, and waits that end when one was handled.</summary>
/// <remarks>
/// No call of this library is safe in a signal handler but shm_cancel; also the other cancel calls are for threads only. Fill a
/// shm_canceller before the wait, where the handler finds it. The wait that the handle is in then ends with SHM_CANCELLED, at once (within
/// 2 ms where the kernel, before Linux 5.16, or a filter refuses futex_waitv), or else its next one. It does not make a descriptor
/// readable: for event loops a handler writes to a pipe of its own.
/// <para>
/// SHM_ENDPOINT_INTERRUPTIBLE, shm_waitset_interruptible, SHM_ATTACH_INTERRUPTIBLE and SHM_CREATE_INTERRUPTIBLE let a wait end with -EINTR
/// when a signal was handled by its thread, with or without SA_RESTART. As with read(2), a signal that comes just before the sleep begins
/// does not end it: whoever must not miss one cancels. Without these flags waits go on after a handler.
/// </para>
/// </remarks>
[HeaderSection(72, "Signals")]
public static unsafe class CancelExports
{
    /// <summary>
    /// Ends the wait of a handle, or else its next one, with SHM_CANCELLED. Async-signal-safe: from handlers, threads and forked children
    /// (where it does nothing), also after the handle was closed: then nothing happens. It leaves errno as it was.
    /// </summary>
    /// <param name="canceller">As it was filled; NULL or zeroed ends nothing.</param>
    [DllImport(InC.Here, EntryPoint = "shm_cancel")]
    public static extern void Cancel([Const] ShmCanceller* canceller);

    /// <summary>Fills what ends a sender's waits.</summary>
    /// <param name="sender">An open sender that does not wait now.</param>
    /// <param name="canceller">Receives it; zeroed after a refusal.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_INVALID_ARGUMENT, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_canceller")]
    public static int Sender(SenderHandle* sender, ShmCanceller* canceller) => CancelCalls.Of<ShmSender>(sender, canceller);

    /// <summary>Fills what ends a receiver's waits.</summary>
    /// <param name="receiver">An open receiver that does not wait now.</param>
    /// <param name="canceller">Receives it; zeroed after a refusal.</param>
    /// <returns>As shm_sender_canceller.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_canceller")]
    public static int Receiver(ReceiverHandle* receiver, ShmCanceller* canceller) => CancelCalls.Of<ShmReceiver>(receiver, canceller);

    /// <summary>Fills what ends a reader's waits.</summary>
    /// <param name="reader">An open reader that does not wait now.</param>
    /// <param name="canceller">Receives it; zeroed after a refusal.</param>
    /// <returns>As shm_sender_canceller.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_reader_canceller")]
    public static int Reader(ReaderHandle* reader, ShmCanceller* canceller) => CancelCalls.Of<ShmReader>(reader, canceller);

    /// <summary>Fills what ends a set's waits; those of its members by themselves it does not end.</summary>
    /// <param name="set">An open set that does not wait now.</param>
    /// <param name="canceller">Receives it; zeroed after a refusal.</param>
    /// <returns>As shm_sender_canceller.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_canceller")]
    public static int WaitSet(WaitSetHandle* set, ShmCanceller* canceller) => CancelCalls.OfSet(set, canceller);

    /// <summary>Lets the set's waits end with -EINTR when their thread handled a signal, or not.</summary>
    /// <param name="set">An open set that does not wait now.</param>
    /// <param name="interruptible">0: they go on, as at first.</param>
    /// <returns>0, or SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_waitset_interruptible")]
    public static int Interruptible(WaitSetHandle* set, int interruptible) => CancelCalls.Interruptible(set, interruptible != 0);
}
