using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer;

/// <summary>The kernel's locks as the explorer plays them: a killed thread loses what it held.</summary>
internal sealed class ExploredLocks : ParticipantLocks
{
    public override bool IsHeld(int index)
    {
        World.Step(Operation.Read("is-held", World.LockKey(index)));
        return Look(index) >= 0;
    }

    public override bool TryLock(int index)
    {
        if (World.Current.Mutation.RepairsUnlocked)
            return true;
        return TryOwn(index);
    }

    public override void Unlock(int index)
    {
        if (World.Current.Mutation.RepairsUnlocked)
            return;
        World.StepBehindStores(Operation.Write("unlock", World.LockKey(index)));
        World.Current.SetLock(index, -1);
        World.Running!.SeeOwn(World.LockKey(index), ulong.MaxValue);
    }

    /// <summary>Takes an entry for good, as a new participant does.</summary>
    public static bool TryOwn(int index)
    {
        World.StepBehindStores(Operation.Write("lock", World.LockKey(index)));
        if (Look(index) >= 0)
            return false;
        World.Current.SetLock(index, World.Running!.Id);
        World.Running!.SeeOwn(World.LockKey(index), (ulong)World.Running!.Id);
        return true;
    }

    /// <summary>Takes several in one call, all or none.</summary>
    public static bool TryOwnAll(int[] indices)
    {
        World.StepBehindStores(Operation.WriteAll("lock all", [.. indices.Select(World.LockKey)]));
        foreach (int index in indices)
        {
            if (Look(index) >= 0)
                return false;
        }

        SetAll(indices, World.Running!.Id);
        return true;
    }

    public static void UnlockAll(int[] indices)
    {
        World.StepBehindStores(Operation.WriteAll("unlock all", [.. indices.Select(World.LockKey)]));
        SetAll(indices, -1);
    }

    private static void SetAll(int[] indices, int holder)
    {
        foreach (int index in indices)
        {
            World.Current.SetLock(index, holder);
            World.Running!.SeeOwn(World.LockKey(index), (ulong)holder);
        }
    }

    private static int Look(int index)
    {
        int holder = World.Current.LockHolder(index);
        if (World.Running is { } thread)
        {
            thread.See(World.LockKey(index), (ulong)holder);
            thread.Note((ulong)holder);
        }

        return holder;
    }
}

/// <summary>The lock of an entry, held until it is disposed of.</summary>
internal sealed class ExploredHold(int index) : IDisposable
{
    public void Dispose() => new ExploredLocks().Unlock(index);
}

/// <summary>Sleeping as the explorer plays it. Time stands still.</summary>
internal sealed unsafe class ExploredSleeper : Sleeper
{
    public override long Now => 0;

    public override void FenceOthers()
    {
        World world = World.Current;
        if (World.Running is not { } thread)
            return;
        if (world.Mutation.FenceOthers(world, thread) && world.Buffered)
        {
            World.Step(new Operation("membarrier", true, World.WakeKey(0), Global: true));
            world.FlushEverybody();
        }

        // What it looks at from here on is what a slice would look at again.
        World.BeginAttempt();
    }

    public override bool Wait(uint* word, uint expected, long nanoseconds)
    {
        World world = World.Current;
        VirtualThread thread = World.Running!;
        long key = world.KeyOf(word);
        World.Step(Operation.WriteAll("futex-wait", [key, World.WakeKey(key)])); // who wakes before this wakes it not
        if (IsAsExpected(world, thread, word, expected))
            world.SleepOn([key], thread);
        return false;
    }

    public override bool WaitAny(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline)
    {
        World world = World.Current;
        VirtualThread thread = World.Running!;
        long[] keys = new long[waiters.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = world.KeyOf(waiters[i].Word);
        World.Step(Operation.WriteAll("futex-waitv", [.. keys, .. keys.Select(World.WakeKey)]));
        bool sleeps = true;
        foreach (LibC.FutexWaiter waiter in waiters)
            sleeps &= IsAsExpected(world, thread, waiter.Word, (uint)waiter.Expected);
        if (sleeps)
            world.SleepOn(keys, thread);
        return false;
    }

    private static bool IsAsExpected(World world, VirtualThread thread, uint* word, uint expected)
    {
        long key = world.KeyOf(word);
        world.MarkNarrow(key);
        uint value = (uint)world.Peek(null, key);
        thread.Note(value);
        return value == world.Mutation.Expected(thread, key, expected, value);
    }

    public override void WakeAll(uint* word)
    {
        World world = World.Current;
        long key = world.KeyOf(word);
        if (World.Running is { } thread && !world.Mutation.Wakes(thread, key))
            return;
        World.Step(Operation.Write("wake", World.WakeKey(key)));
        world.Mutation.Waking(world, key);
        world.Wake(key);
    }
}
