namespace ShmNative.Tests.Explorer;

/// <summary>What the threads share: memory (keys are offsets in it), and the kernel's locks and sleepers (negative keys).</summary>
internal sealed unsafe partial class World
{
    private const int MostLocks = 40;
    private const long DeathsKey = -1 - MostLocks;

    private readonly int[] _holders = [.. Enumerable.Repeat(-1, MostLocks)];
    private readonly HashSet<long> _narrow = [];
    private ulong _memoryHash;

    /// <summary>Every key that was ever written to by a thread.</summary>
    public HashSet<long> Written { get; set; } = [];

    // ---- memory

    public long KeyOf(void* address) => (byte*)address - Memory;

    /// <summary>What a thread sees there: its own buffered store, else memory. No thread: memory.</summary>
    public ulong Peek(VirtualThread? thread, long key)
    {
        if (key < 0)
            return (ulong)_holders[-1 - key];
        return thread?.Buffer.Newest(key) ?? Stored(key);
    }

    /// <summary>The word is one of 32 bits.</summary>
    public void MarkNarrow(long key) => _narrow.Add(key);

    public void Put(long key, int size, ulong value)
    {
        if (size == 4)
            MarkNarrow(key);
        Written.Add(key);
        _memoryHash ^= Mix((ulong)key, Stored(key)) ^ Mix((ulong)key, value);
        if (size == 8)
            *(ulong*)(Memory + key) = value;
        else
            *(uint*)(Memory + key) = (uint)value;
    }

    private ulong Stored(long key) => _narrow.Contains(key) ? *(uint*)(Memory + key) : *(ulong*)(Memory + key);

    public void FlushAll(VirtualThread thread)
    {
        while (!thread.Buffer.IsEmpty)
            Flush(thread, thread.Buffer.Ready().First().Serial);
    }

    /// <summary>What membarrier does: every other thread's stores are visible afterwards.</summary>
    public void FlushEverybody()
    {
        foreach (VirtualThread thread in _threads)
            FlushAll(thread);
    }

    private void Flush(VirtualThread thread, int serial)
    {
        StoreBuffer.Entry entry = thread.Buffer.Take(serial);
        Put(entry.Key, entry.Size, entry.Value);
        if (thread.Dead && thread.Buffer.IsEmpty)
            ReleaseLocks(thread);
    }

    // ---- locks

    public static long LockKey(int index) => -1 - index;

    public int LockHolder(int index) => _holders[index];

    public void SetLock(int index, int holder)
    {
        Written.Add(LockKey(index));
        _holders[index] = holder;
    }

    private IEnumerable<long> LocksOf(VirtualThread thread) =>
        Enumerable.Range(0, MostLocks).Where(index => _holders[index] == thread.Id).Select(LockKey);

    private void ReleaseLocks(VirtualThread thread)
    {
        foreach (long key in LocksOf(thread).ToList())
            SetLock((int)(-1 - key), -1);
    }

    // ---- futexes

    /// <summary>The key of the sleepers on a word.</summary>
    public static long WakeKey(long word) => DeathsKey - 1 - word;

    /// <summary>Sleeps on futex words until one is woken; with slices also when anything changed that the thread looked at.</summary>
    public void SleepOn(long[] words, VirtualThread thread)
    {
        thread.AsleepOn = words;
        IEnumerable<long> wakes = words.Select(WakeKey);
        long[] keys = Slices ? [.. wakes, .. thread.SeenKeys] : [.. wakes];
        Step(Operation.ReadAll("asleep", keys), () => thread.AsleepOn.Count == 0 || (Slices && thread.HasNews(this)));
        thread.AsleepOn = [];
    }

    public void Wake(long word)
    {
        foreach (VirtualThread thread in _threads.Where(thread => thread.AsleepOn.Contains(word)))
            thread.AsleepOn = [];
    }

    // ---- the whole

    /// <summary>Everything that decides how it can go on from here, and what the check at the end will say.</summary>
    public ulong StateHash()
    {
        ulong hash = Mix(_memoryHash, (ulong)_deaths);
        foreach (int holder in _holders)
            hash = Mix(hash, (ulong)holder);
        foreach (VirtualThread thread in _threads)
        {
            bool over = thread.Finished || thread.Dead;
            hash = Mix(hash, over ? thread.Testimony : thread.History);
            hash = Mix(hash, (thread.Finished ? 1u : 0u) + (thread.Dead ? 2u : 0u));
            foreach (long word in thread.AsleepOn)
                hash = Mix(hash, (ulong)word);
            foreach (StoreBuffer.Entry entry in thread.Buffer.Entries)
                hash = Mix(Mix(hash, ((ulong)entry.Key << 16) + (ulong)entry.Serial), entry.Value);
        }

        return hash;
    }

    /// <summary>A step of a 64-bit hash (the finaliser of SplitMix64).</summary>
    public static ulong Mix(ulong hash, ulong value)
    {
        ulong mixed = (hash * 0x9E3779B97F4A7C15) + value + 0x632BE59BD9B4E019;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
