namespace ShmNative.Tests.Explorer;

/// <summary>
/// A fault put into the algorithms from outside: it changes what one access does. The real code stays as it is; the explorer must find the fault.
/// This one changes nothing. Keys are offsets in the channel.
/// </summary>
internal class Mutation
{
    /// <summary>What a load, or the look of a compare-and-swap, yields, given what stands there.</summary>
    public virtual ulong Load(VirtualThread thread, long key, ulong value) => value;

    /// <summary>What a store stores; null: nothing.</summary>
    public virtual ulong? Store(VirtualThread thread, long key, ulong value) => value;

    /// <summary>What a compare-and-swap that succeeds stores; null: nothing, though it reports success.</summary>
    public virtual ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired) => desired;

    /// <summary>Whether a compare-and-swap finds what it expects.</summary>
    public virtual bool Matches(VirtualThread thread, long key, ulong found, ulong expected, ulong desired) => found == expected;

    /// <summary>Whether a release comes after all that the thread did before it.</summary>
    public virtual bool Releases(VirtualThread thread, long key) => true;

    /// <summary>Called after an atomic addition, in the same step.</summary>
    public virtual void Added(VirtualThread thread, long key)
    {
    }

    /// <summary>Whether a full fence fences.</summary>
    public virtual bool FullFence(VirtualThread thread) => true;

    /// <summary>Whether a store fence fences.</summary>
    public virtual bool StoreFence(VirtualThread thread) => true;

    /// <summary>Whether a load fence fences.</summary>
    public virtual bool LoadFence(VirtualThread thread) => true;

    /// <summary>Whether membarrier does anything.</summary>
    public virtual bool FenceOthers(World world, VirtualThread thread) => true;

    /// <summary>The value that a sleep expects of a word that has the value <paramref name="now"/>.</summary>
    public virtual uint Expected(VirtualThread thread, long word, uint expected, uint now) => expected;

    /// <summary>Whether the thread wakes who sleeps on a word: if not, it leaves the word as it is too.</summary>
    public virtual bool Wakes(VirtualThread thread, long word) => true;

    /// <summary>Called before a wake, in the same step.</summary>
    public virtual void Waking(World world, long word)
    {
    }

    /// <summary>Whether a dead participant's entry is repaired without its lock.</summary>
    public virtual bool RepairsUnlocked => false;

    /// <summary>Whether who removes a channel locks its table, rather than ask for each entry whether it is held.</summary>
    public virtual bool LocksTable => true;

    /// <summary>How many of a table's entries it locks.</summary>
    public virtual uint LockedEntries(uint count) => count;
}
