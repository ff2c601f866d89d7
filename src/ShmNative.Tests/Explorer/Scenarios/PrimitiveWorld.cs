using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Primitives;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>A world with primitives in it, at fixed offsets; each thread is an owner by the entry whose lock it holds.</summary>
internal sealed unsafe class PrimitiveWorld
{
    public const long First = 0;
    public const long Second = 64;
    public const long Value = 128;

    /// <summary>Words that the scenarios' threads share.</summary>
    public const long Data = 512;

    /// <param name="mutation">The fault put in.</param>
    /// <param name="mortal">
    /// Whether threads die: then there are no store buffers, because the kernel says that a thread is gone after its last store is visible.
    /// </param>
    /// <param name="slices">Whether sleeps end by themselves; where threads die, unless told.</param>
    public PrimitiveWorld(Mutation? mutation, bool mortal = false, bool? slices = null) =>
        World = new World(1024) { Mutation = mutation ?? new(), Buffered = !mortal, Slices = slices ?? mortal };

    public World World { get; }

    public Sleeper Sleeper { get; } = new PrimitiveSleeper();

    public MutexState* Mutex => (MutexState*)(World.Memory + First);

    public SeqLockState* SeqLock => (SeqLockState*)(World.Memory + Value);

    public EventState* Event(long offset) => (EventState*)(World.Memory + offset);

    public SemaphoreState* Semaphore => (SemaphoreState*)(World.Memory + First);

    /// <summary>The lock of the mutex, as the thread with that entry sees it.</summary>
    public LockOperation<ExploredMemory> Lock(int entry) => new(&Mutex->Owner, &Mutex->Deaths, new ExploredOwners(entry));

    public ulong Load(long offset) => ExploredMemory.Load((ulong*)(World.Memory + offset));

    public void Store(long offset, ulong value) => ExploredMemory.Store((ulong*)(World.Memory + offset), value);

    public ShmStatus Block<T>(T operation)
        where T : struct, IBlockingOperation
    {
        World.BeginAttempt();
        return PrimitiveCall<ExploredMemory>.Run(operation, ShmConstants.Infinite, Sleeper, spins: 0);
    }
}

/// <summary>Owners as the explorer plays them: an entry is a thread id, and its lock is free once the thread was killed.</summary>
internal sealed class ExploredOwners(int entry) : LockOwners
{
    private readonly ExploredLocks _locks = new();

    public override ulong Self => (ulong)entry + 1;

    public override ulong Namespaces => 0;

    public override bool IsDead(ulong owner) => !_locks.IsHeld((int)owner - 1);
}

/// <summary>Each look after a sleep is a new attempt: what was seen before is no news.</summary>
internal sealed unsafe class PrimitiveSleeper : Sleeper
{
    private readonly ExploredSleeper _sleeper = new();

    public override long Now => 0;

    public override void FenceOthers() => _sleeper.FenceOthers();

    public override bool Wait(uint* word, uint expected, long nanoseconds)
    {
        bool signalled = _sleeper.Wait(word, expected, nanoseconds);
        World.BeginAttempt();
        return signalled;
    }

    public override bool WaitAny(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline)
    {
        bool signalled = _sleeper.WaitAny(waiters, deadline);
        World.BeginAttempt();
        return signalled;
    }

    public override void WakeAll(uint* word) => _sleeper.WakeAll(word);
}
