using System.Runtime.InteropServices;

namespace ShmNative.Tests.Explorer;

/// <summary>
/// One run of a scenario: its memory, its virtual threads, the kernel's locks and sleepers. Exactly one thread runs at any time; before each
/// operation it asks the scheduler which is next.
/// </summary>
internal sealed unsafe partial class World : IDisposable
{
    [ThreadStatic]
    private static VirtualThread? _running;

    [ThreadStatic]
    private static World? _current;

    private readonly List<VirtualThread> _threads = [];
    private readonly SemaphoreSlim _over = new(0);
    private IScheduler? _scheduler;
    private bool _aborting;
    private int _deaths;
    private StoreBuffer[]? _buffers;

    public World(int memorySize)
    {
        MemorySize = memorySize;
        Memory = (byte*)NativeMemory.AlignedAlloc((nuint)memorySize, 4096);
        NativeMemory.Clear(Memory, (nuint)memorySize);
        _current = this; // for what the scenario does before its threads run
    }

    public static World Current => _current!;

    public static VirtualThread? Running => _running;

    public byte* Memory { get; }

    public int MemorySize { get; }

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

    /// <summary>Adds a thread; <paramref name="entry"/> is the participant's entry whose lock it holds from the start.</summary>
    public void Add(string name, Action body, int entry = -1, bool mortal = false, bool daemon = false)
    {
        if (entry >= 0)
            SetLock(entry, _threads.Count);
        _threads.Add(new VirtualThread(_threads.Count, name, body) { Mortal = mortal, Daemon = daemon });
    }

    public IReadOnlyList<StoreBuffer> Buffers => _buffers ??= [.. _threads.Select(thread => thread.Buffer)];

    public bool IsDead(string name) => _threads.Exists(thread => thread.Name == name && thread.Dead);

    public void Dispose() => NativeMemory.AlignedFree(Memory);

    /// <summary>Runs until all threads have ended, nobody can go on, or the scheduler says stop.</summary>
    public void Run(IScheduler scheduler)
    {
        _scheduler = scheduler;
        foreach (VirtualThread thread in _threads)
            Workers.Start(() => Live(thread));
        Dispatch(null);
        _over.Wait();
        bool complete = Failure is null && Enabled().Count == 0;
        _aborting = true;
        foreach (VirtualThread thread in _threads)
            thread.GiveTurn();
        foreach (VirtualThread _ in _threads)
            _over.Wait();
        if (complete)
            Attempt(() => Check?.Invoke());
    }

    /// <summary>Stops before an operation until the schedule grants it.</summary>
    public static void Step(in Operation operation, Func<bool>? condition = null)
    {
        if (_running is not { } thread)
            return;
        if (_current!._aborting)
            throw new RunOverException(); // somebody cleans up on the way out
        thread.Pending = operation;
        thread.Condition = condition;
        _current!.Dispatch(thread);
        thread.Condition = null;
    }

    /// <summary>The same for an operation that is a full fence: it is possible once the thread's earlier stores are visible.</summary>
    public static void StepBehindStores(in Operation operation) =>
        Step(operation with { Fences = true }, _running is { Buffer.IsEmpty: false } thread ? () => thread.Buffer.IsEmpty : null);

    /// <summary>Forgets what the thread looked at: a new attempt begins.</summary>
    public static void BeginAttempt() => _running?.BeginAttempt();

    /// <summary>The thread begins a call; what it does in its attempts follows.</summary>
    public static void BeginCall()
    {
        if (_running is { } thread)
            thread.Calls++;
    }

    /// <summary>
    /// The thread begins an attempt of a call. All it remembers are the endpoint's fields and its books: no mutation remembers anything else.
    /// </summary>
    public static void BeginAttempt(object? endpoint)
    {
        BeginAttempt();
        if (_running is { } thread && _current!.Mutation.GetType() == typeof(Mutation))
            thread.Forget(PrivateState.Of(endpoint, _current));
    }

    /// <summary>Sleeps until something changes that the attempt looked at.</summary>
    public static void AwaitChange()
    {
        VirtualThread thread = _running!;
        World world = _current!;
        Step(Operation.ReadAll("await", thread.SeenKeys), () => thread.HasNews(world));
    }

    /// <summary>All that can happen next; empty when the run is over.</summary>
    public List<Transition> Enabled()
    {
        List<Transition> enabled = [];
        bool steps = false;
        foreach (VirtualThread thread in _threads)
        {
            bool lives = !thread.Finished && !thread.Dead;
            if (lives && (thread.Condition is null || thread.Condition()))
            {
                enabled.Add(new(thread.Id, TransitionKind.Step, 0, thread.Pending) { Conditional = thread.Condition is not null && !thread.Pending.Fences });
                steps = true;
            }

            if (lives && CanDie(thread))
                enabled.Add(Death(thread));
            foreach (StoreBuffer.Entry entry in thread.Buffer.Ready())
            {
                enabled.Add(new(thread.Id, TransitionKind.Flush, entry.Serial, Flushing(thread, entry)) { Store = entry });
                steps = true;
            }
        }

        if (!steps && enabled.Count > 0 && _threads.TrueForAll(IsDone))
            enabled.Clear(); // all is done: who else could die now shows nothing more
        return enabled;
    }

    /// <summary>Whether the thread that ran last goes on by itself: nothing keeps it, or only that its own stores are not visible yet.</summary>
    public bool LastGoesOn =>
        LastThread >= 0 && _threads[LastThread] is { Finished: false, Dead: false } thread && (thread.Pending.Fences || thread.Condition?.Invoke() != false);

    /// <summary>What a thread sleeps for, if it sleeps.</summary>
    public Transition? Sleeping(int thread) =>
        _threads[thread] is { Finished: false, Dead: false, Pending.Fences: false, Condition: { } condition } sleeper && !condition()
            ? new(thread, TransitionKind.Step, 0, sleeper.Pending)
            : null;

    /// <summary>Who could still die when all is done; <see cref="Enabled"/> leaves that out.</summary>
    public List<Transition> PossibleDeaths() =>
        [.. _threads.Where(thread => !thread.Finished && !thread.Dead && CanDie(thread)).Select(Death)];

    /// <summary>The key at which the thread that ran last looks next, if that is the next thing it does.</summary>
    public long? PendingLook()
    {
        VirtualThread? thread = LastThread < 0 ? null : _threads[LastThread];
        bool looks = thread is { Finished: false, Dead: false, Condition: null } && thread.Pending is { Writes: false, MoreKeys: null, Global: false };
        return looks ? thread!.Pending.Key : null;
    }

    /// <summary>What the thread that ran last can do: its next step, and to die.</summary>
    public List<Transition> EnabledOfLastThread()
    {
        VirtualThread thread = _threads[LastThread];
        List<Transition> enabled = [new(thread.Id, TransitionKind.Step, 0, thread.Pending)];
        if (CanDie(thread))
            enabled.Add(Death(thread));
        return enabled;
    }

    private bool CanDie(VirtualThread thread) => thread.Mortal && _deaths < MostDeaths;

    private static bool IsDone(VirtualThread thread) => thread.Finished || thread.Dead || thread.Daemon;

    private void Live(VirtualThread thread)
    {
        _running = thread;
        _current = this;
        try
        {
            thread.AwaitTurn();
            if (!_aborting)
                thread.Body();
        }
        catch (RunOverException)
        {
        }
        catch (Exception exception)
        {
            if (!_aborting)
                Failure = exception;
        }

        _running = null;
        thread.Finished |= !_aborting;
        if (!_aborting)
        {
            // It hands its turn on, then waits for the run's end like all others.
            Dispatch(null);
            thread.AwaitTurn();
        }

        _over.Release();
    }

    /// <summary>Finds out who is next; returns when the caller is.</summary>
    private void Dispatch(VirtualThread? caller)
    {
        while (true)
        {
            Transition? next = null;
            if (Failure is null)
                Attempt(() => next = Next());
            if (next is not { } transition)
            {
                _over.Release();
                Park(caller);
                return;
            }

            VirtualThread thread = _threads[transition.Thread];
            if (transition.Kind == TransitionKind.Flush)
            {
                Flush(thread, transition.Item);
            }
            else if (transition.Kind == TransitionKind.Kill)
            {
                Kill(thread);
            }
            else
            {
                LastThread = transition.Thread;
                thread.Note(0);
                if (thread == caller)
                    return;
                thread.GiveTurn();
                Park(caller);
                return;
            }
        }
    }

    private Transition? Next()
    {
        Transition? next = _scheduler!.Next(this);
        if (next is null && Enabled().Count == 0 && !_threads.TrueForAll(IsDone))
            throw new PropertyException("nobody can go on: " + string.Join(", ", _threads.Select(Describe)));
        return next;
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Failure = exception;
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

    private void Kill(VirtualThread thread)
    {
        _deaths++;
        thread.Dead = true;
        thread.AsleepOn = [];
        if (thread.Buffer.IsEmpty)
            ReleaseLocks(thread);
    }

    /// <summary>The kernel gives a dead process' locks back when all its stores are visible.</summary>
    private Operation Flushing(VirtualThread thread, in StoreBuffer.Entry entry) =>
        thread.Dead && thread.Buffer.Entries.Count == 1
            ? Operation.WriteAll("flush", [entry.Key, .. LocksOf(thread)])
            : Operation.Write("flush", entry.Key);

    /// <summary>Writes to the count of deaths too: one death may be all there is.</summary>
    private Transition Death(VirtualThread thread) =>
        new(thread.Id, TransitionKind.Kill, 0, Operation.WriteAll("", [DeathsKey, .. LocksOf(thread)]));

    public string Describe(Transition transition)
    {
        VirtualThread thread = _threads[transition.Thread];
        string kind = transition.Kind == TransitionKind.Step ? "" : transition.Kind + " ";
        return $"{thread.Id} {thread.Name}: {kind}{transition.Operation.Name} {string.Join(' ', transition.Operation.Keys.Select(Describe))}";
    }

    private string Describe(long key) => key switch
    {
        >= 0 => $"+{key}={Peek(null, key):x}",
        DeathsKey => "",
        > DeathsKey => $"lock {-1 - key}",
        _ => "sleepers",
    };

    private static string Describe(VirtualThread thread) =>
        $"{thread.Name} {(thread.Dead ? "died" : thread.Finished ? "ended" : thread.AsleepOn.Count > 0 ? "asleep" : "at " + thread.Pending.Name)}";
}
