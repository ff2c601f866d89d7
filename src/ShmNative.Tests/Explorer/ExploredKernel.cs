using ShmNative.Liveness;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer;

/// <summary>The kernel's locks as the explorer plays them: a killed thread loses what it held.</summary>
internal sealed class ExploredLocks : ParticipantLocks
{
    public override bool IsHeld(int index)
    {
        World.Step(Operation.Read("is-held", World.LockKey(index)));
        int holder = World.Current.LockHolder(index);
        if (World.Running is { } thread)
            thread.Seen.TryAdd(World.LockKey(index), (ulong)holder);
        return holder >= 0;
    }

    public override bool TryLock(int index)
    {
        World.Step(Operation.Write("lock", World.LockKey(index)));
        int holder = World.Current.LockHolder(index);
        World.Running!.Seen.TryAdd(World.LockKey(index), (ulong)holder);
        if (World.Current.Mutation.LocksExclude && holder >= 0)
            return false;
        if (World.Current.Mutation.LocksExclude)
            World.Current.SetLock(index, World.Running!.Id);
        return true;
    }

    public override void Unlock(int index)
    {
        World.Step(Operation.Write("unlock", World.LockKey(index)));
        if (World.Current.Mutation.LocksExclude)
            World.Current.SetLock(index, -1);
    }
}

/// <summary>Sleeping as the explorer plays it. Time stands still.</summary>
internal sealed unsafe class ExploredSleeper : Sleeper
{
    public override long Now => 0;

    public override void FenceOthers()
    {
        World world = World.Current;
        if (World.Running is not { } thread || !world.Mutation.FenceOthers(thread) || !world.Buffered)
            return;
        World.Step(new Operation("membarrier", [], [], Global: true));
        world.FlushOthers();
    }

    public override void Wait(uint* word, uint expected, long nanoseconds)
    {
        World world = World.Current;
        VirtualThread thread = World.Running!;
        expected = world.Mutation.Expected(thread, (long)word, expected);
        World.Step(Operation.Read("futex-wait", (long)word));
        if ((uint)world.Peek(null, (long)word) == expected)
            world.SleepOn((long)word, thread);
        World.BeginAttempt();
    }

    public override void WakeAll(uint* word)
    {
        World.Step(Operation.Write("wake", World.WakeKey((long)word)));
        World.Current.Wake((long)word);
    }
}
