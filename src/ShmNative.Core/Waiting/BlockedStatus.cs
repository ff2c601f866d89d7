using ShmNative.Layout;

namespace ShmNative.Waiting;

/// <summary>The statuses that waiting may change.</summary>
internal static class BlockedStatus
{
    /// <summary>Whether what was tried has to wait.</summary>
    public static bool IsBlocked(this ShmStatus status) => status is ShmStatus.Empty or ShmStatus.Full;
}
