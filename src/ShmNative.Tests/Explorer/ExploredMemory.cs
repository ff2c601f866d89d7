using ShmNative.Memory;

namespace ShmNative.Tests.Explorer;

/// <summary>Memory whose every access is a step of the schedule. Outside a virtual thread it is plain memory.</summary>
internal readonly unsafe struct ExploredMemory : ISharedMemory
{
    public static ulong Load(ulong* address) => LoadAny(address, narrow: false);

    public static uint Load(uint* address) => (uint)LoadAny(address, narrow: true);

    public static ulong LoadAcquire(ulong* address) => LoadAny(address, narrow: false);

    public static uint LoadAcquire(uint* address) => (uint)LoadAny(address, narrow: true);

    public static void Store(ulong* address, ulong value) => StoreAny(address, 8, value, release: false);

    public static void Store(uint* address, uint value) => StoreAny(address, 4, value, release: false);

    public static void StoreRelease(ulong* address, ulong value) => StoreAny(address, 8, value, release: true);

    public static void StoreRelease(uint* address, uint value) => StoreAny(address, 4, value, release: true);

    public static bool CompareExchange(ulong* address, ulong expected, ulong desired) => ExchangeAny(address, 8, expected, desired);

    public static bool CompareExchange(uint* address, uint expected, uint desired) => ExchangeAny(address, 4, expected, desired);

    public static void Increment(uint* address) => AddAny(address, 4, 1);

    public static void Add(ulong* address, ulong value) => AddAny(address, 8, value);

    public static void FullFence()
    {
        if (World.Running is not { } thread || !World.Current.Mutation.FullFence(thread))
            return;
        FinishCopy();
        if (!thread.Buffer.IsEmpty)
            World.StepBehindStores(Operation.Fence);
    }

    public static void LoadFence()
    {
        if (World.Running is { } thread && World.Current.Mutation.LoadFence(thread))
            FinishCopy();
    }

    public static void StoreFence()
    {
        if (World.Running is { } thread && World.Current.Mutation.StoreFence(thread))
            thread.Buffer.Fence();
    }

    public static void CopyIn(byte* slot, byte* source, nuint length)
    {
        for (nuint i = 0; i + 8 <= length; i += 8)
            Store((ulong*)(slot + i), *(ulong*)(source + i));
    }

    /// <summary>
    /// With store buffers its loads are as late as they may be: behind the thread's next load, or its next store that is no release. Other loads
    /// are done in their order.
    /// </summary>
    public static void CopyOut(byte* destination, byte* slot, nuint length)
    {
        FinishCopy();
        if (World.Running is { } thread && World.Current.Buffered)
            thread.LateCopy = ((nint)destination, (nint)slot, length);
        else
            Copy(destination, slot, length);
    }

    /// <summary>Does the loads of a copy that are not done yet.</summary>
    public static void FinishCopy()
    {
        if (World.Running is not { LateCopy: { } late } thread)
            return;
        thread.LateCopy = null;
        Copy((byte*)late.To, (byte*)late.From, late.Length);
    }

    public static void Pause()
    {
    }

    private static void Copy(byte* destination, byte* slot, nuint length)
    {
        for (nuint i = 0; i + 8 <= length; i += 8)
            *(ulong*)(destination + i) = Load((ulong*)(slot + i));
    }

    private static ulong LoadAny(void* address, bool narrow)
    {
        World world = World.Current;
        long key = world.KeyOf(address);
        if (narrow)
            world.MarkNarrow(key);
        if (World.Running is not { } thread)
            return world.Peek(null, key);
        World.Step(Operation.Read("load", key));
        ulong value = Look(world, thread, key);
        FinishCopy();
        return value;
    }

    /// <summary>What the thread finds there, as the mutation lets it see it.</summary>
    private static ulong Look(World world, VirtualThread thread, long key)
    {
        ulong value = world.Peek(thread, key);
        thread.See(key, value);
        thread.Note(value); // a mutation may remember it
        value = world.Mutation.Load(thread, key, value);
        thread.Note(value);
        return value;
    }

    private static void StoreAny(void* address, int size, ulong value, bool release)
    {
        World world = World.Current;
        long key = world.KeyOf(address);
        if (size == 4)
            world.MarkNarrow(key);
        if (World.Running is not { } thread)
        {
            world.Put(key, size, value);
            return;
        }

        release &= world.Mutation.Releases(thread, key);
        if (release)
            FinishCopy();
        if (!world.Buffered)
            World.Step(Operation.Write("store", key));
        if (world.Mutation.Store(thread, key, value) is { } kept)
        {
            // Buffered, it is invisible until it leaves the buffer, which is a step of its own.
            if (world.Buffered)
                thread.Buffer.Add(key, size, kept, release);
            else
                world.Put(key, size, kept);
        }

        thread.SeeOwn(key, world.Peek(thread, key));
        FinishCopy();
    }

    private static bool ExchangeAny(void* address, int size, ulong expected, ulong desired)
    {
        FinishCopy();
        World world = World.Current;
        long key = world.KeyOf(address);
        if (size == 4)
            world.MarkNarrow(key);
        if (World.Running is not { } thread)
        {
            bool equal = world.Peek(null, key) == expected;
            if (equal)
                world.Put(key, size, desired);
            return equal;
        }

        World.StepBehindStores(Operation.Write("exchange", key));
        if (!world.Mutation.Matches(thread, key, Look(world, thread, key), expected, desired))
            return false;
        if (world.Mutation.Exchange(thread, key, expected, desired) is { } kept)
            world.Put(key, size, kept);
        thread.SeeOwn(key, world.Peek(thread, key));
        return true;
    }

    private static void AddAny(void* address, int size, ulong value)
    {
        FinishCopy();
        World world = World.Current;
        long key = world.KeyOf(address);
        if (size == 4)
            world.MarkNarrow(key);
        if (World.Running is { } thread)
        {
            if (!world.Mutation.Wakes(thread, key))
                return;
            World.StepBehindStores(Operation.Write("add", key));
            world.Put(key, size, world.Peek(null, key) + value);
            thread.SeeOwn(key, world.Peek(thread, key));
            world.Mutation.Added(thread, key);
        }
        else
        {
            world.Put(key, size, world.Peek(null, key) + value);
        }
    }
}
