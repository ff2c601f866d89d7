namespace ShmNative.Tests.Explorer;

/// <summary>
/// A fault put into the algorithms from outside: it changes what one access does. The real code stays as it is; the explorer must find the fault.
/// This one changes nothing.
/// </summary>
internal class Mutation
{
    /// <summary>What a load yields, given what stands there.</summary>
    public virtual ulong Load(VirtualThread thread, long address, ulong value) => value;

    /// <summary>What a store stores; null: nothing.</summary>
    public virtual ulong? Store(VirtualThread thread, long address, ulong value) => value;

    /// <summary>What a compare-and-swap that would succeed stores; null: nothing, though it reports success.</summary>
    public virtual ulong? Exchange(VirtualThread thread, long address, ulong expected, ulong desired) => desired;

    /// <summary>Whether a full fence fences.</summary>
    public virtual bool FullFence(VirtualThread thread) => true;

    /// <summary>Whether a store fence fences.</summary>
    public virtual bool StoreFence(VirtualThread thread) => true;

    /// <summary>Whether membarrier does anything.</summary>
    public virtual bool FenceOthers(VirtualThread thread) => true;

    /// <summary>The value that a sleep expects.</summary>
    public virtual uint Expected(VirtualThread thread, long word, uint expected) => expected;

    /// <summary>Whether a lock must be free to be taken.</summary>
    public virtual bool LocksExclude => true;
}
