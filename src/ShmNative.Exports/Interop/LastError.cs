using ShmNative.Layout;
using ShmNative.Waiting;

namespace ShmNative.Exports.Interop;

/// <summary>The message of the last call that was refused on this thread, and the way from exceptions to statuses.</summary>
internal static unsafe class LastError
{
    [ThreadStatic]
    private static string? t_message;

    /// <summary>Keeps the message and returns the status.</summary>
    public static int Set(ShmStatus status, string message)
    {
        t_message = message;
        return (int)status;
    }

    /// <summary>A result of a call that does not throw: refusals leave the status's words as this thread's message, ordinary results leave nothing.</summary>
    public static int Report(ShmStatus status) =>
        status >= 0 || IsOrdinary(status) ? (int)status : Set(status, StatusText.Describe((int)status));

    /// <summary>What every export does with an exception: it never reaches the caller's frames.</summary>
    public static int Report(Exception exception) => exception switch
    {
        ShmException { Status: var status } when IsOrdinary(status) => (int)status,
        ShmException refusal => Set(refusal.Status, refusal.Message),
        OutOfMemoryException => Set(ShmStatus.NotEnoughMemory, HeapRoom.Message),
        _ => Set(ShmStatus.Internal, $"a fault in libshmnative, please report it: {exception}"),
    };

    /// <summary>Copies this thread's message as UTF-8, cut at a character where it does not fit, and ends it with a NUL.</summary>
    /// <returns>Bytes of the whole message without the NUL.</returns>
    public static nuint CopyTo(byte* buffer, nuint size) => CText.CopyTo(t_message ?? "", buffer, size);

    /// <summary>Whether a status is a result that callers expect: it leaves no message.</summary>
    public static bool IsOrdinary(ShmStatus status) =>
        status is (<= ShmStatus.Full and >= ShmStatus.Cancelled) or BlockedStatus.Interrupted;
}
