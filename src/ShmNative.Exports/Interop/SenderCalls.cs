using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>What C does with a <see cref="ShmSender"/>. Allocates nothing unless it refuses.</summary>
internal static unsafe class SenderCalls
{
    private const string Outstanding = "a claim is outstanding; commit or abort it first";

    public static int Send(SenderHandle* handle, void* data, nuint length, uint tag, long timeout)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found))
                return EndCalls.InvalidHandle();
            ShmSender sender = found.End;
            if (length > (nuint)sender.Capacity)
                return EndCalls.TooLarge(sender, length);
            if (data is null && length > 0)
                return EndCalls.Null("data");
            ShmStatus status = sender.SendFor((byte*)data, (uint)length, tag, Arguments.Wait(timeout));
            return EndCalls.Result(sender, status, Outstanding);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Waits for room for the first message only: what can be sent should not be late for what cannot.</summary>
    public static int SendMany(SenderHandle* handle, void* messages, nuint size, nuint count, long timeout)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found))
                return EndCalls.InvalidHandle();
            ShmSender sender = found.End;
            if (size > (nuint)sender.Capacity)
                return EndCalls.TooLarge(sender, size);
            if (messages is null && size > 0 && count > 0)
                return EndCalls.Null("messages");
            byte* first = (byte*)messages;
            int total = int.CreateSaturating(count);
            int sent = sender.TrySendMany(first, (int)size, total, out ShmStatus status);
            if (sent == 0 && status == ShmStatus.Full && timeout != 0)
            {
                status = sender.SendFor(first, (uint)size, 0, Arguments.Wait(timeout));
                if (status == ShmStatus.Ok)
                    sent = 1 + sender.TrySendMany(first + size, (int)size, total - 1, out _);
            }

            return sent > 0 ? sent : EndCalls.Result(sender, status, Outstanding);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Claim(SenderHandle* handle, void** data, nuint* capacity, long timeout)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found))
                return EndCalls.InvalidHandle();
            if (data is null)
                return EndCalls.Null("the place for the slot");
            ShmStatus status = found.End.ClaimFor(out byte* slot, Arguments.Wait(timeout));
            if (status != ShmStatus.Ok)
                return EndCalls.Result(found.End, status, "as many claims are outstanding as can be; commit or abort some first");
            *data = slot;
            if (capacity is not null)
                *capacity = (nuint)found.End.Capacity;
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Commit(SenderHandle* handle, nuint length, uint tag)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found))
                return EndCalls.InvalidHandle();
            return length > (nuint)found.End.Capacity
                ? EndCalls.TooLarge(found.End, length)
                : EndCalls.Result(found.End, found.End.CommitOldest((int)length, tag), "nothing is claimed");
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Abort(SenderHandle* handle)
    {
        try
        {
            return HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found)
                ? EndCalls.Result(found.End, found.End.Abort(), "nothing is claimed")
                : EndCalls.InvalidHandle();
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Lend(SenderHandle* handle, LentSender* lent)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found))
                return EndCalls.InvalidHandle();
            ShmStatus status = found.End.Lend(ref CStruct.InPlace(lent));
            if (status == ShmStatus.Ok)
                lent->Sender = handle;
            return EndCalls.Result(found.End, status, EndCalls.NotLendable);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int TakeBack(SenderHandle* handle, LentSender* lent)
    {
        try
        {
            return HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found)
                ? EndCalls.Result(found.End, found.End.TakeBack(CStruct.InPlace(lent)), EndCalls.NotLent)
                : EndCalls.InvalidHandle();
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int End(SenderHandle* handle)
    {
        try
        {
            return HandleTable.TryFind((nuint)handle, out EndHandle<ShmSender>? found)
                ? EndCalls.Result(found.End, found.End.End(), Outstanding)
                : EndCalls.InvalidHandle();
        }
        catch (Exception error) { return LastError.Report(error); }
    }
}
