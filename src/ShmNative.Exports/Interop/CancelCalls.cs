using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>What C is handed out to end waits from signal handlers.</summary>
internal static unsafe class CancelCalls
{
    public static int Of<TEnd>(void* handle, ShmCanceller* canceller)
        where TEnd : ShmEndpoint
    {
        try
        {
            if (canceller is null)
                return EndCalls.Null("the place for the canceller");
            *canceller = default;
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<TEnd>? found))
                return EndCalls.InvalidHandle();
            *canceller = found.End.HandOutCanceller();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int OfSet(WaitSetHandle* set, ShmCanceller* canceller)
    {
        try
        {
            if (canceller is null)
                return EndCalls.Null("the place for the canceller");
            *canceller = default;
            *canceller = WaitSetCalls.Find(set).Set.HandOutCanceller();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Interruptible(WaitSetHandle* set, bool interruptible)
    {
        try
        {
            WaitSetCalls.Find(set).Set.Interruptible = interruptible;
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }
}
