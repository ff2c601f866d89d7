using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Exports.Interop;

/// <summary>What C does with a <see cref="ShmReader"/>. Allocates nothing unless it refuses.</summary>
internal static unsafe class ReaderCalls
{
    public static int Receive(ReaderHandle* handle, void* buffer, nuint size, ReceivedMessage* message, long timeout)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReader>? found))
                return EndCalls.InvalidHandle();
            if (buffer is null && size > 0)
                return EndCalls.Null("the buffer");
            ShmStatus status = found.End.ReceiveFor(Span(buffer, size), out int length, Arguments.Wait(timeout), again: false);
            return Result(found.End, status, buffer, length, message);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Get(ReaderHandle* handle, void* buffer, nuint size, ReceivedMessage* message)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReader>? found))
                return EndCalls.InvalidHandle();
            if (buffer is null && size > 0)
                return EndCalls.Null("the buffer");
            ShmStatus status = found.End.TryGet(Span(buffer, size), out int length);
            return Result(found.End, status, buffer, length, message);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Lost(ReaderHandle* handle, ulong* lost)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out EndHandle<ShmReader>? found))
                return EndCalls.InvalidHandle();
            if (lost is null)
                return EndCalls.Null("the place for the number");
            ShmStatus status = found.End.Check();
            if (status == ShmStatus.Ok)
                *lost = (ulong)found.End.Lost;
            return EndCalls.Result(found.End, status);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    private static Span<byte> Span(void* buffer, nuint size) => new(buffer, int.CreateSaturating(size));

    private static int Result(ShmReader reader, ShmStatus status, void* buffer, int length, ReceivedMessage* message)
    {
        if (message is not null && status is ShmStatus.Ok or ShmStatus.TooLarge)
            *message = new() { Data = buffer, Length = (nuint)length, Tag = reader.Tag };
        return status == ShmStatus.TooLarge
            ? LastError.Set(status, $"a message of {length} bytes of {reader.Address} was cut to those of the buffer")
            : EndCalls.Result(reader, status);
    }
}
