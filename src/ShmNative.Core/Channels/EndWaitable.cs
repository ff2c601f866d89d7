using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>A channel's end in a wait set, or behind its own descriptor.</summary>
internal sealed unsafe class EndWaitable(ShmEndpoint end, Endpoint<ProcessorMemory> core, EndWaiter<ProcessorMemory> waiter) : Waitable
{
    public ShmEndpoint End => end;

    public override uint* Word => waiter.AwaitedWord;

    public override ShmStatus Check() => end.Check();

    public override uint Announce() => waiter.Announce();

    public override ShmStatus Peek() => core.Peek();

    public override ShmStatus Look() => waiter.LookWithoutTaking();

    public override bool NeedsLook() => waiter.NeedsLook();
}
