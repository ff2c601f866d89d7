using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Primitives;
using ShmNative.Segments;
using ShmNative.Waiting;

namespace ShmNative.Exports.Interop;

/// <summary>A wait set behind its pointer, and a buffer that is kept from wait to wait.</summary>
internal sealed class WaitSet : Handle
{
    public ShmWaitSet Set { get; } = new();

    public ShmReady[] Ready { get; set; } = new ShmReady[16];

    public override void Dispose() => Set.Dispose();
}

/// <summary>What C does with wait sets.</summary>
internal static unsafe class WaitSetCalls
{
    public static int Create(WaitSetHandle** set)
    {
        try
        {
            Arguments.Clear((void**)set);
            *set = (WaitSetHandle*)HandleTable.Add(new WaitSet());
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Add<TEnd>(WaitSetHandle* set, void* end, long tag)
        where TEnd : ShmEndpoint
    {
        try
        {
            if (!HandleTable.TryFind((nuint)end, out EndHandle<TEnd>? found))
                return LastError.Report(ShmStatus.InvalidHandle);
            HeapRoom.Require();
            Find(set).Set.Add(found.End, tag);
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int AddPrimitive(WaitSetHandle* set, void* segment, nuint offset, long tag, bool isEvent)
    {
        try
        {
            ShmWaitSet found = Find(set).Set;
            if (!PrimitiveCalls.TryFind(segment, out Segment? place))
                return LastError.Report(ShmStatus.InvalidHandle);
            HeapRoom.Require();
            if (isEvent)
                found.Add(ShmEvent.Attach(place, long.CreateSaturating(offset)), tag);
            else
                found.Add(ShmSemaphore.Attach(place, long.CreateSaturating(offset)), tag);
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Remove(WaitSetHandle* set, long tag)
    {
        try { return LastError.Report(Find(set).Set.Remove(tag)); }
        catch (Exception error) { return LastError.Report(error); }
    }

    /// <summary>Allocates only when there is room for more members than ever before.</summary>
    public static int Wait(WaitSetHandle* set, ReadyMember* ready, nuint capacity, long timeout)
    {
        try
        {
            WaitSet found = Find(set);
            if (ready is null)
                return LastError.Set(ShmStatus.InvalidArgument, "the array for the members is NULL");
            int room = (int)nuint.Min(capacity, (nuint)Math.Max(found.Set.Count, 1));
            if (found.Ready.Length < room)
                found.Ready = new ShmReady[room];
            ShmStatus status = found.Set.WaitFor(found.Ready.AsSpan(0, room), out int count, timeout);
            if (status != ShmStatus.Ok)
                return LastError.Report(status);
            for (int i = 0; i < count; i++)
                ready[i] = new() { Tag = found.Ready[i].Tag, Status = (int)found.Ready[i].Status };
            return count;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Cancel(WaitSetHandle* set)
    {
        try
        {
            Find(set).Set.Cancel();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Descriptor(WaitSetHandle* set)
    {
        try { return Find(set).Set.PollDescriptor; }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int EndDescriptor<TEnd>(void* end)
        where TEnd : ShmEndpoint
    {
        try
        {
            return HandleTable.TryFind((nuint)end, out EndHandle<TEnd>? found) ? found.End.PollDescriptor : LastError.Report(ShmStatus.InvalidHandle);
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static int Close(WaitSetHandle* set)
    {
        try
        {
            if (set is null)
                return 0;
            if (!HandleTable.TryRemove((nuint)set, out WaitSet? found))
                return LastError.Report(ShmStatus.InvalidHandle);
            found.Dispose();
            return 0;
        }
        catch (Exception error) { return LastError.Report(error); }
    }

    public static WaitSet Find(WaitSetHandle* set) =>
        HandleTable.TryFind((nuint)set, out WaitSet? found)
            ? found
            : throw new ShmException(ShmStatus.InvalidHandle, StatusText.Describe((int)ShmStatus.InvalidHandle));
}
