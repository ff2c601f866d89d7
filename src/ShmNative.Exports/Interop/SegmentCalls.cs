using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>The calls that servers and clients have in common: from a handle to its segment, from exceptions to statuses.</summary>
/// <typeparam name="TPointed">What C's pointer is declared to point to; a struct, so that the compiler makes each kind its own code.</typeparam>
internal static unsafe class SegmentCalls<TPointed>
    where TPointed : unmanaged
{
    /// <summary>Bytes into the segment. Allocates nothing unless it refuses.</summary>
    public static int Write(TPointed* handle, nuint offset, void* data, nuint length)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out SegmentHandle<TPointed>? found))
                return InvalidHandle();
            ShmStatus status = found.Segment.TryCopyFrom(long.CreateSaturating(offset), data, length);
            return status == ShmStatus.Ok ? 0 : Refused(found.Segment, status, offset, length);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Bytes out of the segment. Allocates nothing unless it refuses.</summary>
    public static int Read(TPointed* handle, nuint offset, void* buffer, nuint length)
    {
        try
        {
            if (!HandleTable.TryFind((nuint)handle, out SegmentHandle<TPointed>? found))
                return InvalidHandle();
            ShmStatus status = found.Segment.TryCopyTo(long.CreateSaturating(offset), buffer, length);
            return status == ShmStatus.Ok ? 0 : Refused(found.Segment, status, offset, length);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>A text and its NUL into the segment.</summary>
    public static int WriteText(TPointed* handle, nuint offset, byte* text)
    {
        try
        {
            return text is null
                ? LastError.Set(ShmStatus.InvalidArgument, "text is NULL")
                : Write(handle, offset, text, (nuint)MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length + 1);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>A text out of the segment; the result is the length of the whole text.</summary>
    public static int ReadText(TPointed* handle, nuint offset, byte* buffer, nuint size)
    {
        try
        {
            ReadOnlySpan<byte> rest = Rest(Find(handle), offset);
            int length = rest.IndexOf((byte)0);
            if (length < 0)
                return LastError.Set(ShmStatus.InvalidValue, $"no NUL ends the text at offset {offset}");
            CText.CopyTo(rest[..length], buffer, size);
            return length;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Where the segment is mapped, and its size.</summary>
    public static void* Data(TPointed* handle, nuint* size)
    {
        try
        {
            if (size is not null)
                *size = 0;
            Segment segment = Find(handle);
            if (size is not null)
                *size = (nuint)segment.Size;
            return (void*)segment.Data;
        }
        catch (Exception error)
        {
            LastError.Report(error);
            return null;
        }
    }

    public static int Info(TPointed* handle, SegmentInfo* info)
    {
        try
        {
            return CStruct.Write(info, Find(handle).Info());
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Notice(TPointed* handle, byte* buffer, nuint size)
    {
        try
        {
            return (int)CText.CopyTo(Find(handle).Notice ?? "", buffer, size);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Publish(TPointed* handle)
    {
        try
        {
            Find(handle).Publish();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>NULL is nothing to close; a handle is closed once.</summary>
    public static int Close(TPointed* handle)
    {
        try
        {
            if (handle is null)
                return 0;
            if (!HandleTable.TryRemove((nuint)handle, out SegmentHandle<TPointed>? found))
                return InvalidHandle();
            found.Dispose();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    private static Segment Find(TPointed* handle)
    {
        if (!HandleTable.TryFind((nuint)handle, out SegmentHandle<TPointed>? found))
            throw new ShmException(ShmStatus.InvalidHandle, StatusText.Describe((int)ShmStatus.InvalidHandle));
        ShmStatus status = found.Segment.TryCopyTo(0, null, 0); // moves nothing; says whether the handle may be used here
        return status == ShmStatus.Ok ? found.Segment : throw new ShmException(status, StatusText.Describe((int)status));
    }

    private static ReadOnlySpan<byte> Rest(Segment segment, nuint offset) =>
        offset < (nuint)segment.Size
            ? new((byte*)segment.Data + offset, (int)nuint.Min((nuint)segment.Size - offset, int.MaxValue))
            : throw new ShmException(ShmStatus.OutOfBounds, OutOfBoundsText(segment, offset, 1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Refused(Segment segment, ShmStatus status, nuint offset, nuint length) => status switch
    {
        ShmStatus.OutOfBounds => LastError.Set(status, OutOfBoundsText(segment, offset, length)),
        ShmStatus.InvalidArgument => LastError.Set(status, $"the buffer is NULL and the length is {length}"),
        _ => LastError.Report(status),
    };

    private static string OutOfBoundsText(Segment segment, nuint offset, nuint length) =>
        $"{length} bytes at offset {offset} do not fit into the {segment.Size} bytes of {segment.Address}";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int InvalidHandle() => LastError.Report(ShmStatus.InvalidHandle);
}
