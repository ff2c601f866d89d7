using System.Runtime.CompilerServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>What C does with a <see cref="ShmReceiver"/>. Allocates nothing unless it refuses.</summary>
internal static unsafe class ReceiverCalls
{
    private const string AllHeld = "256 messages are held; release some first";

    public static int Take(ReceiverHandle* handle, ReceivedMessage* message, long timeout) => One(handle, null, 0, message, timeout, inPlace: true);

    public static int Receive(ReceiverHandle* handle, void* buffer, nuint size, ReceivedMessage* message, long timeout) =>
        One(handle, (byte*)buffer, size, message, timeout, inPlace: false);

    public static int TakeMany(ReceiverHandle* handle, ReceivedMessage* messages, nuint count, long timeout) =>
        Many(handle, null, 0, messages, count, timeout, inPlace: true);

    public static int ReceiveMany(ReceiverHandle* handle, void* buffer, nuint size, ReceivedMessage* messages, nuint count, long timeout) =>
        Many(handle, (byte*)buffer, size, messages, count, timeout, inPlace: false);

    /// <summary>Gives back the oldest messages; one call for each would do the same.</summary>
    public static int Release(ReceiverHandle* handle, nuint count)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found))
                return EndCalls.InvalidHandle();
            ShmStatus status = found.End.Check();
            for (nuint i = 0; i < count && status == ShmStatus.Ok; i++)
                status = found.End.ReleaseOldest();
            return EndCalls.Result(found.End, status, "nothing more is held");
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int ReleaseMessage(ReceiverHandle* handle, ReceivedMessage* message)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found))
                return EndCalls.InvalidHandle();
            return message is null ? EndCalls.Null("the message") : EndCalls.Result(found.End, found.End.Release(message->Number), "that message is not held");
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Lend(ReceiverHandle* handle, LentReceiver* lent)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found))
                return EndCalls.InvalidHandle();
            ShmStatus status = found.End.Lend(ref CStruct.InPlace(lent));
            if (status == ShmStatus.Ok)
                lent->Receiver = handle;
            return EndCalls.Result(found.End, status, EndCalls.NotLendable);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int TakeBack(ReceiverHandle* handle, LentReceiver* lent)
    {
        try
        {
            return HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found)
                ? EndCalls.Result(found.End, found.End.TakeBack(CStruct.InPlace(lent)), EndCalls.NotLent)
                : EndCalls.InvalidHandle();
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int One(ReceiverHandle* handle, byte* buffer, nuint size, ReceivedMessage* message, long timeout, bool inPlace)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found))
                return EndCalls.InvalidHandle();
            if (inPlace ? message is null : buffer is null && size > 0)
                return EndCalls.Null(inPlace ? "the place for the message" : "the buffer");
            ReceivedMessage unwanted;
            if (message is null)
                message = &unwanted;
            ShmStatus status = TakeDeferred(found);
            if (status == ShmStatus.Ok)
                status = Next(found.End, buffer, size, message, Arguments.Wait(timeout), inPlace);
            if (status != ShmStatus.Ok)
                return EndCalls.Result(found.End, status, AllHeld);
            return inPlace || message->Length <= size ? 0 : Cut(found.End, message->Length, size);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Waits for the first message only: what is there should not be late for what is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Many(ReceiverHandle* handle, byte* buffer, nuint size, ReceivedMessage* messages, nuint count, long timeout, bool inPlace)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReceiver>? found))
                return EndCalls.InvalidHandle();
            if (messages is null && count > 0)
                return EndCalls.Null("the array for the messages");
            if (!inPlace && buffer is null && size > 0 && count > 0)
                return EndCalls.Null("the buffer");
            int total = int.CreateSaturating(count);
            int received = 0;
            ShmStatus status = TakeDeferred(found);
            long wait = Arguments.Wait(timeout);
            while (received < total && status == ShmStatus.Ok)
            {
                status = Next(found.End, buffer + ((nuint)received * size), size, messages + received, wait, inPlace);
                if (status == ShmStatus.Ok)
                    received++;
                wait = 0;
            }

            if (received == 0)
                return EndCalls.Result(found.End, status, AllHeld);
            if (status == ShmStatus.Corrupt)
                found.Deferred = status; // the receiver has passed that message: it would not say so again
            return received;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>The next message, in place or copied. Taken ones are C's to release.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ShmStatus Next(ShmReceiver receiver, byte* buffer, nuint size, ReceivedMessage* message, long wait, bool inPlace)
    {
        ShmStatus status = inPlace ? receiver.TakeFor(out TakenMessage taken, wait) : receiver.ReceiveFor(buffer, size, out taken, wait);
        if (status != ShmStatus.Ok)
            return status;
        message->Data = inPlace ? taken.Payload : buffer;
        message->Length = taken.Length;
        message->Tag = taken.Tag;
        message->Flags = taken.Redelivered ? (uint)MessageFlags.Redelivered : 0;
        message->Number = receiver.NewestNumber;
        return ShmStatus.Ok;
    }

    private static ShmStatus TakeDeferred(EndHandle<ShmReceiver> found)
    {
        ShmStatus deferred = found.Deferred;
        if (deferred != ShmStatus.Ok)
            found.Deferred = ShmStatus.Ok;
        return deferred;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Cut(ShmReceiver receiver, nuint length, nuint size) =>
        LastError.Set(ShmStatus.TooLarge, $"a message of {length} bytes of {receiver.Address} was cut to the {size} of the buffer");
}
