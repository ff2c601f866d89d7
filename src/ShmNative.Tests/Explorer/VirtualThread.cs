namespace ShmNative.Tests.Explorer;

/// <summary>A thread of a scenario: it runs only when the schedule says so, one operation at a time.</summary>
internal sealed class VirtualThread(int id, string name, Action body)
{
    private readonly SemaphoreSlim _turn = new(0);
    private readonly Dictionary<long, (ulong First, ulong Now)> _seen = [];
    private bool _sawChange;

    public int Id { get; } = id;

    public string Name { get; } = name;

    public Action Body { get; } = body;

    /// <summary>Whether the schedule may kill it, at any operation.</summary>
    public bool Mortal { get; init; }

    /// <summary>Whether the run may be over while it still waits.</summary>
    public bool Daemon { get; init; }

    public Operation Pending { get; set; } = Operation.Start;

    /// <summary>Whether the pending operation can be done now.</summary>
    public Func<bool>? Condition { get; set; }

    /// <summary>The futex words that it sleeps on; none: it is awake.</summary>
    public IReadOnlyList<long> AsleepOn { get; set; } = [];

    public bool Finished { get; set; }

    public bool Dead { get; set; }

    /// <summary>A copy out of a slot whose loads are not done yet.</summary>
    public (nint To, nint From, nuint Length)? LateCopy { get; set; }

    /// <summary>Stores that have not reached memory.</summary>
    public StoreBuffer Buffer { get; } = new();

    /// <summary>Hash of all that it has seen: it stands for the thread's private state, which follows from it.</summary>
    public ulong History { get; private set; } = 1;

    /// <summary>Hash of what it put into the scenario's books: all that counts of a thread that is no more.</summary>
    public ulong Testimony { get; private set; } = 1;

    public void Note(ulong value) => History = World.Mix(History, value);

    public void Testify(ulong value) => Testimony = World.Mix(Testimony, value);

    /// <summary>Calls that it has begun: where it stands in its body.</summary>
    public int Calls { get; set; }

    /// <summary>What it has seen counts no more, only what it made of it.</summary>
    public void Forget(ulong privateState) => History = World.Mix(World.Mix(Testimony, (ulong)Calls), privateState);

    public void GiveTurn() => _turn.Release();

    public void AwaitTurn() => _turn.Wait();

    // ---- what it has looked at since its attempt began, and what it saw there first

    public void BeginAttempt()
    {
        _seen.Clear();
        _sawChange = false;
    }

    public void See(long key, ulong value)
    {
        if (!_seen.TryAdd(key, (value, value)) && _seen[key].Now != value)
            _sawChange = true; // it may have gone by both values: only a new look is sure
    }

    /// <summary>What a thread changes by itself is no news to it.</summary>
    public void SeeOwn(long key, ulong value)
    {
        if (_seen.TryGetValue(key, out (ulong First, ulong Now) seen))
            _seen[key] = (seen.First, value);
    }

    public long[] SeenKeys => [.. _seen.Keys];

    public bool HasNews(World world)
    {
        if (_sawChange)
            return true;
        foreach ((long key, (ulong _, ulong seen)) in _seen)
        {
            if (world.Peek(this, key) != seen)
                return true;
        }

        return false;
    }

    /// <summary>Whether anything differs from what it first saw, also by its own doing.</summary>
    public bool HasChange(World world) => _seen.Any(seen => world.Peek(this, seen.Key) != seen.Value.First);
}

/// <summary>Ends a virtual thread whose run is over, wherever it stands.</summary>
internal sealed class RunOverException : Exception;
