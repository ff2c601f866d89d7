using System.Runtime.CompilerServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>The calls that all ends of channels have in common.</summary>
internal static unsafe class EndCalls<TEnd>
    where TEnd : ShmEndpoint
{
    /// <summary>The one call for which a second thread may use a handle, also while the first closes it.</summary>
    public static int Cancel(void* handle)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<TEnd>? found))
                return EndCalls.InvalidHandle();
            found.End.Cancel();
            return EndCalls.Result(found.End, found.End.Check() == ShmStatus.ForkedChild ? ShmStatus.ForkedChild : ShmStatus.Ok);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Info(void* handle, ChannelStatus* info)
    {
        try
        {
            return HandleTable.TryFind((nuint)handle, out EndHandle<TEnd>? found)
                ? CStruct.Write(info, ChannelReports.Of(found.End.Info()))
                : EndCalls.InvalidHandle();
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>NULL is nothing to close; a handle is closed once.</summary>
    public static int Close(void* handle)
    {
        try
        {
            if (handle is null)
                return 0;
            if (!HandleTable.TryRemove((nuint)handle, out EndHandle<TEnd>? found))
                return EndCalls.InvalidHandle();
            found.Dispose();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }
}

/// <summary>From statuses to results; refusals say which channel, and what to do.</summary>
internal static class EndCalls
{
    public const string NotLendable = "it has a descriptor, or a message was released before an older one: it cannot be lent now";

    public const string NotLent = "it is not lent, or not to this struct";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Result(ShmEndpoint end, ShmStatus status, string? reason = null) =>
        status == ShmStatus.Ok ? 0 : Refused(end, status, reason);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int InvalidHandle() => LastError.Report(ShmStatus.InvalidHandle);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int TooLarge(ShmEndpoint end, nuint length) =>
        LastError.Set(ShmStatus.TooLarge, $"a message of {length} bytes does not fit the {end.Capacity} of {end.Address}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Null(string what) => LastError.Set(ShmStatus.InvalidArgument, $"{what} is NULL");

    /// <param name="end">The end.</param>
    /// <param name="status">What it said.</param>
    /// <param name="reason">Why it would say INVALID_ARGUMENT or NO_CLAIM.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Refused(ShmEndpoint end, ShmStatus status, string? reason)
    {
        if (LastError.IsOrdinary(status))
            return (int)status;
        string text = status is ShmStatus.InvalidArgument or ShmStatus.NoClaim ? reason ?? StatusText.Describe((int)status) : StatusText.Describe((int)status);
        return LastError.Set(status, $"{end.Address}: {text}");
    }
}
