using System.Runtime.InteropServices;
using ShmNative.Exports.Interop;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports;

/// <summary>How an end passes between the library and shmnative_inline.h.</summary>
/// <remarks>The library opens an end and lends its positions; from then on they are in the struct. Peers cannot tell.</remarks>
[HeaderSection(60, "Lending", Header = CHeader.Lent)]
public static unsafe class LendingExports
{
    /// <summary>
    /// Lends the sender to the inline calls of shmnative_inline.h, which work with the positions in the struct. Until it is taken back,
    /// other calls but cancel and close return SHM_CONCURRENT_USE, and a wait set says the same of it; closing it gives up what is
    /// claimed.
    /// </summary>
    /// <param name="sender">A topic's publisher or a queue's producer.</param>
    /// <param name="lent">Receives its positions; begin with the initialiser.</param>
    /// <returns>
    /// 0, or SHM_WRONG_KIND (a value's writer), SHM_INVALID_ARGUMENT (it has a descriptor, see shm_sender_poll_fd), SHM_CONCURRENT_USE
    /// (it is lent), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_lend")]
    public static int LendSender(SenderHandle* sender, LentSender* lent) => SenderCalls.Lend(sender, lent);

    /// <summary>Takes a lent sender back, with what was done meanwhile: all calls are for it again.</summary>
    /// <param name="sender">A sender that is lent.</param>
    /// <param name="lent">The struct that it was lent to, which is void then.</param>
    /// <returns>0, or SHM_INVALID_ARGUMENT (it is not lent, or not to this), SHM_INVALID_HANDLE, SHM_FORKED_CHILD.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_sender_take_back")]
    public static int TakeBackSender(SenderHandle* sender, [Const] LentSender* lent) => SenderCalls.TakeBack(sender, lent);

    /// <summary>Lends the receiver to the inline calls, as shm_sender_lend.</summary>
    /// <param name="receiver">A topic's subscriber or a queue's consumer.</param>
    /// <param name="lent">Receives its positions; begin with the initialiser.</param>
    /// <returns>As shm_sender_lend; SHM_INVALID_ARGUMENT also when a message was released before an older one that is still held.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_lend")]
    public static int LendReceiver(ReceiverHandle* receiver, LentReceiver* lent) => ReceiverCalls.Lend(receiver, lent);

    /// <summary>Takes a lent receiver back, as shm_sender_take_back.</summary>
    /// <param name="receiver">A receiver that is lent.</param>
    /// <param name="lent">The struct that it was lent to, which is void then.</param>
    /// <returns>As shm_sender_take_back.</returns>
    [UnmanagedCallersOnly(EntryPoint = "shm_receiver_take_back")]
    public static int TakeBackReceiver(ReceiverHandle* receiver, [Const] LentReceiver* lent) => ReceiverCalls.TakeBack(receiver, lent);
}
