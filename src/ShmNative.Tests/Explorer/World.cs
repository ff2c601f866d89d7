using System.Runtime.InteropServices;

namespace ShmNative.Tests.Explorer;

/// <summary>
/// One run of a scenario: its memory, its virtual threads, the kernel's locks and sleepers. Exactly one thread runs at any time; at each operation it
/// asks which is next.
/// </summary>
internal sealed unsafe class World : IDisposable
{
    [ThreadStatic]
    private static VirtualThread? _running;

    [ThreadStatic]
    private static World? _current;

    private readonly List<VirtualThread> _threads = [];
    private readonly SemaphoreSlim _over = new(0);
    private readonly Dictionary<long, int> _locks = [];
    private readonly HashSet<long> _narrow = [];
    private readonly Dictionary<int, long> _sleepers = [];
    private readonly HashSet<long> _woken = [];
    private Func<List<Transition>, Transition?> _choose = _ => null;
    private bool _aborting;
    private int _deaths;

    public World(int memorySize)
    {
        Memory = (byte*)NativeMemory.AlignedAlloc((nuint)memorySize, 4096);
        NativeMemory.Clear(Memory, (nuint)memorySize);
        _current = this; // for what the scenario does before its threads run
    }

    public static World Current => _current!;

    public byte* Memory { get; }

    /// <summary>Whether stores stay in a buffer of their thread for a while.</summary>
    public bool Buffered { get; init; }

    public Mutation Mutation { get; init; } = new();

    public int MostDeaths { get; init; } = 1;

    /// <summary>Whether a sleep ends by itself when something that the sleeper looked at has changed: the slices.</summary>
    public bool Slices { get; init; } = true;

    /// <summary>Looked at after the last step of every complete run.</summary>
    public Action? Check { get; set; }

    public Exception? Failure { get; private set; }

    public int LastThread { get; private set; } = -1;

    public static VirtualThread? Running => _running;

    /// <summary>Adds a thread; <paramref name="entry"/> is the participant's entry whose lock it holds from the start.</summary>
    public void Add(string name, Action body, int entry = -1, bool mortal = false, bool daemon = false)
    {
        if (entry >= 0)
            SetLock(entry, _threads.Count);
        _threads.Add(new VirtualThread(_threads.Count, name, body) { Mortal = mortal, Daemon = daemon });
    }

    public bool IsDead(string name) => _threads.Exists(thread => thread.Name == name && thread.Dead);

    public void Dispose() => NativeMemory.AlignedFree(Memory);

    /// <summary>Runs until all threads have ended, nobody can go on, or the chooser says stop.</summary>
    public void Run(Func<List<Transition>, Transition?> choose)
    {
        _choose = choose;
        foreach (VirtualThread thread in _threads)
            Workers.Start(() => Live(thread));
        Dispatch(null);
        _over.Wait();
        _aborting = true;
        foreach (VirtualThread thread in _threads)
            thread.GiveTurn();
        foreach (VirtualThread _ in _threads)
            _over.Wait();
        if (Failure is null && Check is not null && _threads.TrueForAll(IsDone))
        {
            try
            {
                Check();
            }
            catch (Exception exception)
            {
                Failure = exception;
            }
        }
    }

    /// <summary>Stops before an operation until the schedule grants it.</summary>
    public static void Step(Operation operation, Func<bool>? condition = null)
    {
        if (_running is not { } thread)
            return;
        thread.Pending = operation;
        thread.Condition = condition;
        _current!.Dispatch(thread);
        thread.Condition = null;
    }

    /// <summary>Forgets what the thread looked at: a new attempt begins.</summary>
    public static void BeginAttempt() => _running?.Seen.Clear();

    /// <summary>Sleeps until something changes that the attempt looked at.</summary>
    public static void AwaitChange()
    {
        VirtualThread thread = _running!;
        World world = _current!;
        Step(new Operation("await", [.. thread.Seen.Keys], []), () => world.HasChanged(thread));
    }

    public bool HasChanged(VirtualThread thread)
    {
        foreach ((long key, ulong seen) in thread.Seen)
        {
            if (Peek(thread, key) != seen)
                return true;
        }

        return false;
    }

    // ---- what the threads share: memory (keys are addresses), locks (negative keys), sleepers

    public ulong Peek(VirtualThread? thread, long key)
    {
        if (key < 0)
            return (ulong)_locks.GetValueOrDefault(key, -1);
        return thread?.Buffer.Newest(key) ?? (_narrow.Contains(key) ? *(uint*)key : *(ulong*)key);
    }

    /// <summary>The address is one of 32 bits.</summary>
    public void MarkNarrow(long address) => _narrow.Add(address);

    public static long LockKey(int index) => -1 - index;

    public int LockHolder(int index) => _locks.GetValueOrDefault(LockKey(index), -1);

    public void SetLock(int index, int holder) => _locks[LockKey(index)] = holder;

    // ---- futexes

    /// <summary>Sleeps on a futex word until it is woken; with slices also when anything changed that the thread looked at.</summary>
    public void SleepOn(long word, VirtualThread thread)
    {
        _sleepers[thread.Id] = word;
        long[] keys = Slices ? [WakeKey(word), .. thread.Seen.Keys] : [WakeKey(word)];
        Step(new Operation("asleep", keys, []), () => !_sleepers.ContainsKey(thread.Id) || (Slices && HasChanged(thread)));
        _sleepers.Remove(thread.Id);
    }

    public void Wake(long word)
    {
        foreach (int sleeper in _sleepers.Where(entry => entry.Value == word).Select(entry => entry.Key).ToList())
            _sleepers.Remove(sleeper);
    }

    public static long WakeKey(long word) => long.MinValue + word;

    // ---- the scheduler

    private void Live(VirtualThread thread)
    {
        _running = thread;
        _current = this;
        try
        {
            thread.AwaitTurn();
            if (!_aborting)
                thread.Body();
            thread.Finished = !_aborting;
        }
        catch (RunOverException)
        {
        }
        catch (Exception exception)
        {
            if (!_aborting)
                Failure = exception;
            thread.Finished = true;
        }

        _running = null;
        if (_aborting)
            _over.Release();
        else
            LastWords(thread);
    }

    /// <summary>A thread that ended hands its turn on, then waits for the run's end like all others.</summary>
    private void LastWords(VirtualThread thread)
    {
        Dispatch(null);
        thread.AwaitTurn();
        _over.Release();
    }

    /// <summary>Finds out who is next; returns when the caller is.</summary>
    private void Dispatch(VirtualThread? caller)
    {
        while (true)
        {
            Transition? next = Failure is null ? Next() : null;
            if (next is not { } transition)
            {
                _over.Release();
                Park(caller);
                return;
            }

            VirtualThread thread = _threads[transition.Thread];
            if (transition.Kind == TransitionKind.Flush)
            {
                Commit(thread.Buffer.Take(transition.Item));
            }
            else if (transition.Kind == TransitionKind.Kill)
            {
                Kill(thread);
            }
            else
            {
                LastThread = transition.Thread;
                if (thread == caller)
                    return;
                thread.GiveTurn();
                Park(caller);
                return;
            }
        }
    }

    private void Park(VirtualThread? caller)
    {
        if (caller is null)
            return;
        caller.AwaitTurn();
        if (_aborting)
            throw new RunOverException();
    }

    private Transition? Next()
    {
        List<Transition> enabled = [];
        foreach (VirtualThread thread in _threads)
        {
            bool lives = !thread.Finished && !thread.Dead;
            if (lives && (thread.Condition is null || thread.Condition()))
                enabled.Add(new(thread.Id, TransitionKind.Step, 0, thread.Pending));
            if (lives && thread.Mortal && _deaths < MostDeaths)
                enabled.Add(new(thread.Id, TransitionKind.Kill, 0, KillOperation(thread)));
            foreach (StoreBuffer.Entry entry in thread.Buffer.Ready())
                enabled.Add(new(thread.Id, TransitionKind.Flush, entry.Serial, Operation.Write("flush", entry.Address)));
        }

        if (enabled.Count > 0)
        {
            // A run that can only kill has nothing more to show.
            return enabled.TrueForAll(transition => transition.Kind == TransitionKind.Kill) && !IsStuck() ? null : _choose(enabled);
        }

        if (IsStuck())
            Failure = new InvalidOperationException("nobody can go on: " + string.Join(", ", _threads.Select(Describe)));
        return null;
    }

    private bool IsStuck() => !_threads.TrueForAll(IsDone);

    private static bool IsDone(VirtualThread thread) => thread.Finished || thread.Dead || thread.Daemon;

    public string Describe(Transition transition)
    {
        Operation operation = transition.Operation;
        IEnumerable<string> keys = operation.Reads.Concat(operation.Writes).Select(key =>
            key < 0 ? key > -100 ? $"lock {-1 - key}" : "sleepers" : $"+{key - (long)Memory}={Peek(null, key):x}");
        return $"{_threads[transition.Thread].Name}: {(transition.Kind == TransitionKind.Step ? "" : transition.Kind + " ")}{operation.Name} {string.Join(' ', keys)}";
    }

    private static string Describe(VirtualThread thread) =>
        $"{thread.Name} {(thread.Dead ? "died" : thread.Finished ? "ended" : "at " + thread.Pending.Name)}";

    private Operation KillOperation(VirtualThread thread) =>
        new("kill", [], [.. _locks.Where(entry => entry.Value == thread.Id).Select(entry => entry.Key)]);

    private void Kill(VirtualThread thread)
    {
        _deaths++;
        thread.Dead = true;
        foreach (long key in _locks.Where(entry => entry.Value == thread.Id).Select(entry => entry.Key).ToList())
            _locks[key] = -1;
    }

    public static void FlushAll(VirtualThread thread)
    {
        while (!thread.Buffer.IsEmpty)
            Commit(thread.Buffer.Take(thread.Buffer.Ready().First().Serial));
    }

    /// <summary>What membarrier does: every other thread's stores are visible afterwards.</summary>
    public void FlushOthers()
    {
        foreach (VirtualThread thread in _threads)
            FlushAll(thread);
    }

    private static void Commit(StoreBuffer.Entry entry)
    {
        if (entry.Size == 8)
            *(ulong*)entry.Address = entry.Value;
        else
            *(uint*)entry.Address = (uint)entry.Value;
    }
}
