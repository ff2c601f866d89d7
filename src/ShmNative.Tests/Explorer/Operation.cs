namespace ShmNative.Tests.Explorer;

/// <summary>
/// What a virtual thread is about to do to shared state: enough to know which neighbours in a schedule may be exchanged. Keys are offsets in the
/// world's memory; negative ones are the kernel's (<see cref="World.LockKey"/>, <see cref="World.WakeKey"/>).
/// </summary>
internal readonly record struct Operation(string Name, bool Writes, long Key, long[]? MoreKeys = null, bool Global = false, bool Fences = false)
{
    private const long NoKey = long.MinValue;

    public static readonly Operation Start = new("start", false, NoKey);

    public static readonly Operation Fence = new("fence", false, NoKey);

    public static Operation Read(string name, long key) => new(name, false, key);

    public static Operation ReadAll(string name, long[] keys) => new(name, false, NoKey, keys);

    public static Operation Write(string name, long key) => new(name, true, key);

    public static Operation WriteAll(string name, long[] keys) => new(name, true, NoKey, keys);

    /// <summary>Whether the order of the two can matter.</summary>
    public bool DependsOn(in Operation other)
    {
        if (Global || other.Global)
            return true;
        if (!Writes && !other.Writes)
            return false;
        if (MoreKeys is null && other.MoreKeys is null)
            return Key == other.Key && Key != NoKey;
        foreach (long key in Keys)
        {
            foreach (long theirs in other.Keys)
            {
                if (key == theirs)
                    return true;
            }
        }

        return false;
    }

    public IEnumerable<long> Keys
    {
        get
        {
            if (Key != NoKey)
                yield return Key;
            foreach (long key in MoreKeys ?? [])
                yield return key;
        }
    }
}

/// <summary>One possible next step: of a thread, of the death of a thread, or of a store leaving its thread's buffer.</summary>
internal readonly record struct Transition(int Thread, TransitionKind Kind, int Item, Operation Operation)
{
    private const int MostThreads = 8;
    private const int MostBuffered = 14;

    /// <summary>Whether the step waited until it could be done.</summary>
    public bool Conditional { get; init; }

    /// <summary>The store that reaches memory.</summary>
    public StoreBuffer.Entry Store { get; init; }

    public bool IsSameAs(in Transition other) => Thread == other.Thread && Kind == other.Kind && Item == other.Item;

    /// <summary>One bit for each transition that can be possible at the same time.</summary>
    public UInt128 Bit
    {
        get
        {
            if (Thread >= MostThreads)
                throw new InvalidOperationException($"more than {MostThreads} threads");
            int first = Thread * (MostBuffered + 2);
            return UInt128.One << (Kind == TransitionKind.Flush ? first + 2 + (Item % MostBuffered) : first + (int)Kind);
        }
    }
}

internal enum TransitionKind
{
    Step,
    Kill,
    Flush,
}
