using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>A channel's end in a wait set, or behind its own descriptor.</summary>
internal sealed unsafe class EndWaitable(ShmEndpoint end, Endpoint<ProcessorMemory> core) : Waitable
{
    public ShmEndpoint End => end;

    public override uint* Word => core.AwaitedWord;

    public override ShmStatus Check() => end.Check();

    public override uint Announce() => core.Announce();

    public override ShmStatus Peek() => core.Peek();

    public override ShmStatus Look() => core.LookWithoutTaking();

    public override bool NeedsLook() => core.NeedsLook();
}
