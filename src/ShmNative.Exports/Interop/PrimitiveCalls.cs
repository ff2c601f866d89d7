using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Primitives;
using ShmNative.Segments;

namespace ShmNative.Exports.Interop;

/// <summary>
/// What C does with primitives. There is no handle to open and close: a primitive is a segment's handle and an offset, and each call checks what is
/// there. Allocates nothing unless it refuses; any number of threads may use one segment's handle for these calls at once.
/// </summary>
internal static unsafe class PrimitiveCalls
{
    // ---- what the function pointers below point to: one argument besides the place

    public static ShmStatus EventInit(Segment segment, long offset, long flags) =>
        (flags & ~(long)(EventFlags.Manual | EventFlags.InitiallySet)) != 0
            ? ShmStatus.InvalidArgument
            : ShmEvent.TryInitialize(segment, offset, (flags & (long)EventFlags.Manual) != 0, (flags & (long)EventFlags.InitiallySet) != 0);

    public static ShmStatus EventSet(Segment segment, long offset, long unused) => new ShmEvent(segment, offset).Set();

    public static ShmStatus EventReset(Segment segment, long offset, long unused) => new ShmEvent(segment, offset).Reset();

    public static ShmStatus EventWait(Segment segment, long offset, long timeout) => new ShmEvent(segment, offset).Wait(timeout);

    public static ShmStatus SemaphoreRelease(Segment segment, long offset, long count) =>
        new ShmSemaphore(segment, offset).Release(int.CreateSaturating(count));

    public static ShmStatus SemaphoreWait(Segment segment, long offset, long timeout) => new ShmSemaphore(segment, offset).Wait(timeout);

    public static ShmStatus SemaphoreCount(Segment segment, long offset, long unused)
    {
        ShmStatus status = new ShmSemaphore(segment, offset).Find(out var operation);
        return status == ShmStatus.Ok ? (ShmStatus)operation.Count : status;
    }

    public static ShmStatus MutexInit(Segment segment, long offset, long unused) => ShmMutex.TryInitialize(segment, offset);

    public static ShmStatus MutexLock(Segment segment, long offset, long timeout) => new ShmMutex(segment, offset).Lock(timeout);

    public static ShmStatus MutexUnlock(Segment segment, long offset, long unused) => new ShmMutex(segment, offset).Unlock();

    public static ShmStatus SeqLockInit(Segment segment, long offset, long size) =>
        new SeqLockPlace(segment, offset).Initialize((ulong)size);

    /// <summary>From a handle and an offset to the call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Call(void* handle, nuint offset, delegate*<Segment, long, long, ShmStatus> call, long argument = 0)
    {
        try
        {
            if (!TryFind(handle, out Segment? segment))
                return LastError.Report(ShmStatus.InvalidHandle);
            ShmStatus status = call(segment, long.CreateSaturating(offset), argument);
            return status >= ShmStatus.Ok ? (int)status : Refused(segment, offset, status);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int SemaphoreInit(void* handle, nuint offset, uint count, uint maximum)
    {
        try
        {
            if (!TryFind(handle, out Segment? segment))
                return LastError.Report(ShmStatus.InvalidHandle);
            ShmStatus status = ShmSemaphore.TryInitialize(
                segment, long.CreateSaturating(offset), count, maximum == 0 ? PrimitiveConstants.SemaphoreMaximum : maximum);
            return status == ShmStatus.Ok ? 0 : Refused(segment, offset, status);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int SeqLockWrite(void* handle, nuint offset, void* value, nuint size, long timeout)
    {
        try
        {
            if (!TryFind(handle, out Segment? segment))
                return LastError.Report(ShmStatus.InvalidHandle);
            ShmStatus status = new SeqLockPlace(segment, long.CreateSaturating(offset)).Write((byte*)value, size, timeout);
            return status == ShmStatus.Ok ? 0 : Refused(segment, offset, status);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int SeqLockRead(void* handle, nuint offset, void* value, nuint size, ulong* version, long timeout)
    {
        try
        {
            if (!TryFind(handle, out Segment? segment))
                return LastError.Report(ShmStatus.InvalidHandle);
            ulong read = version is null ? 0 : *version;
            ShmStatus status = new SeqLockPlace(segment, long.CreateSaturating(offset)).Read((byte*)value, size, ref read, timeout);
            if (status != ShmStatus.Ok)
                return Refused(segment, offset, status);
            if (version is not null)
                *version = read;
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>The handle itself, if it is open: what primitives take, whatever kind it is of.</summary>
    public static SegmentHandle* SegmentOf<TPointed>(void* handle) where TPointed : unmanaged
    {
        if (HandleTable.TryFind((nuint)handle, out SegmentHandle<TPointed>? _))
            return (SegmentHandle*)handle;
        LastError.Report(ShmStatus.InvalidHandle);
        return null;
    }

    /// <summary>A server's segment or a client's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(void* handle, [NotNullWhen(true)] out Segment? segment)
    {
        segment = HandleTable.TryFind((nuint)handle, out SegmentHandle<ServerHandle>? server) ? server.Segment
            : HandleTable.TryFind((nuint)handle, out SegmentHandle<ClientHandle>? client) ? client.Segment
            : null;
        return segment is not null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Refused(Segment segment, nuint offset, ShmStatus status)
    {
        // A lock whose owner died is locked: a success that has something to tell.
        if (status is ShmStatus.Timeout or ShmStatus.OwnerDied)
            return (int)status;
        string why = status == ShmStatus.WrongKind ? "nothing of that kind was initialised there" : StatusText.Describe((int)status);
        return LastError.Set(status, $"offset {offset} of {segment.Address}: {why}");
    }
}
