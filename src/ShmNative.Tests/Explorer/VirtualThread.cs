namespace ShmNative.Tests.Explorer;

/// <summary>A thread of a scenario: it runs only when the schedule says so, one operation at a time.</summary>
internal sealed class VirtualThread(int id, string name, Action body)
{
    private readonly SemaphoreSlim _turn = new(0);

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

    public bool Finished { get; set; }

    public bool Dead { get; set; }

    /// <summary>Stores that have not reached memory.</summary>
    public StoreBuffer Buffer { get; } = new();

    /// <summary>What it has looked at since its attempt began, and what it saw there first.</summary>
    public Dictionary<long, ulong> Seen { get; } = [];

    public void GiveTurn() => _turn.Release();

    public void AwaitTurn() => _turn.Wait();
}

/// <summary>Ends a virtual thread whose run is over, wherever it stands.</summary>
internal sealed class RunOverException : Exception;
