using ShmNative.Layout;
using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>The statuses that waiting may change, and the one by which a signal ends it.</summary>
internal static class BlockedStatus
{
    /// <summary>A signal was handled meanwhile.</summary>
    public const ShmStatus Interrupted = (ShmStatus)(-Errno.EINTR);

    /// <summary>Whether what was tried has to wait.</summary>
    public static bool IsBlocked(this ShmStatus status) => status is ShmStatus.Empty or ShmStatus.Full;
}
