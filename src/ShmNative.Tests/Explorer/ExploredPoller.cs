using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer;

/// <summary>A channel's end in a wait set, or behind a descriptor.</summary>
internal sealed unsafe class ExploredWaitable(Endpoint<ExploredMemory> end, EndWaiter<ExploredMemory> waiter) : Waitable
{
    public override uint* Word => waiter.AwaitedWord;

    public override ShmStatus Check() => ShmStatus.Ok;

    public override uint Announce() => waiter.Announce();

    public override ShmStatus Peek() => end.Peek();

    public override ShmStatus Look() => waiter.LookWithoutTaking();

    public override bool NeedsLook() => waiter.NeedsLook();
}

/// <summary>A descriptor: a word that is 1 while it is readable.</summary>
internal sealed class ExploredPollEvent(long key) : PollEvent
{
    public override int Descriptor => -1;

    public override void Lower() => Set(0);

    public override void Raise() => Set(1);

    public override void Dispose()
    {
    }

    /// <summary>What poll(2) does, without an end.</summary>
    public void AwaitReadable()
    {
        World world = World.Current;
        World.Step(Operation.Read("poll", key), () => world.Peek(null, key) == 1);
        World.BeginAttempt();
    }

    private void Set(ulong value)
    {
        World.StepBehindStores(Operation.Write(value == 1 ? "raise" : "lower", key));
        World.Current.Put(key, 8, value);
    }
}

/// <summary>The poller on a thread of the world, which runs from the start.</summary>
internal sealed unsafe class ExploredPoller : Poller<ExploredMemory>
{
    private const int Lock = 30;

    /// <summary>Counts who had the lock: in which order that was is a part of the state, like what it guards.</summary>
    private readonly ulong* _turns;

    public ExploredPoller(World world, long control, long turns)
        : base((uint*)(world.Memory + control), new ExploredSleeper())
    {
        _turns = (ulong*)(world.Memory + turns);
        AddUser();
    }

    public new void Run() => base.Run();

    protected override void Enter()
    {
        World world = World.Current;
        if (World.Running is not { } thread)
            return;
        World.StepBehindStores(Operation.Fence);
        World.Step(Operation.Write("lock", World.LockKey(Lock)), () => world.LockHolder(Lock) < 0);
        world.SetLock(Lock, thread.Id);
        thread.Note(*_turns);
    }

    protected override void Exit()
    {
        if (World.Running is null)
            return;
        World world = World.Current;
        World.StepBehindStores(Operation.Write("unlock", World.LockKey(Lock)));
        world.Put(world.KeyOf(_turns), 8, *_turns + 1);
        world.SetLock(Lock, -1);
    }

    protected override bool TryStart() => true;
}
