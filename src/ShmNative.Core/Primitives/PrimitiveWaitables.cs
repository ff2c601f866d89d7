using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>A primitive in a wait set. It is looked up each time: its segment may be closed.</summary>
internal abstract unsafe class PrimitiveWaitable<TOperation> : Waitable
    where TOperation : struct, IBlockingOperation
{
    public sealed override uint* Word => Operation.Word;

    private TOperation Operation
    {
        get
        {
            _ = Find(out TOperation operation);
            return operation;
        }
    }

    public sealed override ShmStatus Check() => Find(out _);

    public sealed override uint Announce()
    {
        _ = Operation.Announce(out uint expected);
        return expected;
    }

    public sealed override ShmStatus Peek() => WouldPass(Operation) ? ShmStatus.Ok : ShmStatus.Empty;

    public sealed override ShmStatus Look() => Peek();

    public sealed override bool NeedsLook() => WouldPass(Operation);

    protected abstract ShmStatus Find(out TOperation operation);

    /// <summary>Whether a wait would pass; nothing is taken.</summary>
    protected abstract bool WouldPass(in TOperation operation);
}

/// <summary>An event: it stays set.</summary>
internal sealed class EventWaitable(ShmEvent signal) : PrimitiveWaitable<EventOperation<ProcessorMemory>>
{
    protected override ShmStatus Find(out EventOperation<ProcessorMemory> operation) => signal.Find(out operation);

    protected override bool WouldPass(in EventOperation<ProcessorMemory> operation) => operation.IsSet;
}

/// <summary>A semaphore: it keeps its count.</summary>
internal sealed class SemaphoreWaitable(ShmSemaphore semaphore) : PrimitiveWaitable<SemaphoreOperation<ProcessorMemory>>
{
    protected override ShmStatus Find(out SemaphoreOperation<ProcessorMemory> operation) => semaphore.Find(out operation);

    protected override bool WouldPass(in SemaphoreOperation<ProcessorMemory> operation) => operation.Count > 0;
}
