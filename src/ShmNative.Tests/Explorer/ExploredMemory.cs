using ShmNative.Memory;

namespace ShmNative.Tests.Explorer;

/// <summary>Memory whose every access is a step of the schedule. Outside a virtual thread it is plain memory.</summary>
internal readonly unsafe struct ExploredMemory : ISharedMemory
{
    public static ulong Load(ulong* address) => LoadAny((long)address, narrow: false);

    public static uint Load(uint* address) => (uint)LoadAny((long)address, narrow: true);

    public static ulong LoadAcquire(ulong* address) => LoadAny((long)address, narrow: false);

    public static uint LoadAcquire(uint* address) => (uint)LoadAny((long)address, narrow: true);

    public static void Store(ulong* address, ulong value) => StoreAny((long)address, 8, value, release: false);

    public static void Store(uint* address, uint value) => StoreAny((long)address, 4, value, release: false);

    public static void StoreRelease(ulong* address, ulong value) => StoreAny((long)address, 8, value, release: true);

    public static void StoreRelease(uint* address, uint value) => StoreAny((long)address, 4, value, release: true);

    public static bool CompareExchange(ulong* address, ulong expected, ulong desired) => ExchangeAny((long)address, 8, expected, desired);

    public static bool CompareExchange(uint* address, uint expected, uint desired) => ExchangeAny((long)address, 4, expected, desired);

    public static void Increment(uint* address) => AddAny((long)address, 4, 1);

    public static void Add(ulong* address, ulong value) => AddAny((long)address, 8, value);

    public static void FullFence()
    {
        if (World.Running is not { } thread || !World.Current.Mutation.FullFence(thread) || !World.Current.Buffered)
            return;
        StepThroughBuffer(thread, "fence", []);
    }

    public static void LoadFence()
    {
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

    public static void CopyOut(byte* destination, byte* slot, nuint length)
    {
        for (nuint i = 0; i + 8 <= length; i += 8)
            *(ulong*)(destination + i) = Load((ulong*)(slot + i));
    }

    public static void Pause()
    {
    }

    private static ulong LoadAny(long address, bool narrow)
    {
        World world = World.Current;
        if (narrow)
            world.MarkNarrow(address);
        if (World.Running is not { } thread)
            return world.Peek(null, address);
        World.Step(Operation.Read("load", address));
        ulong value = world.Peek(thread, address);
        thread.Seen.TryAdd(address, value);
        return world.Mutation.Load(thread, address, value);
    }

    private static void StoreAny(long address, int size, ulong value, bool release)
    {
        World world = World.Current;
        if (World.Running is not { } thread)
        {
            Put(address, size, value);
            return;
        }

        if (world.Buffered)
        {
            // Invisible until it leaves the buffer, which is a step of its own.
            if (world.Mutation.Store(thread, address, value) is { } kept)
                thread.Buffer.Add(address, size, kept, release);
        }
        else
        {
            World.Step(Operation.Write("store", address));
            if (world.Mutation.Store(thread, address, value) is { } kept)
                Put(address, size, kept);
        }

        NoteOwn(thread, address);
    }

    private static bool ExchangeAny(long address, int size, ulong expected, ulong desired)
    {
        World world = World.Current;
        if (size == 4)
            world.MarkNarrow(address);
        if (World.Running is not { } thread)
        {
            bool equal = world.Peek(null, address) == expected;
            if (equal)
                Put(address, size, desired);
            return equal;
        }

        StepThroughBuffer(thread, "exchange", [address]);
        ulong value = world.Peek(thread, address);
        thread.Seen.TryAdd(address, value);
        if (value != expected)
            return false;
        if (world.Mutation.Exchange(thread, address, expected, desired) is { } kept)
            Put(address, size, kept);
        NoteOwn(thread, address);
        return true;
    }

    private static void AddAny(long address, int size, ulong value)
    {
        World world = World.Current;
        if (size == 4)
            world.MarkNarrow(address);
        if (World.Running is { } thread)
            StepThroughBuffer(thread, "add", [address]);
        Put(address, size, world.Peek(null, address) + value);
        if (World.Running is { } self)
            NoteOwn(self, address);
    }

    /// <summary>A step that is a full fence: the thread's earlier stores become visible with it.</summary>
    private static void StepThroughBuffer(VirtualThread thread, string name, long[] keys)
    {
        World.Step(new Operation(name, [], [.. keys, .. thread.Buffer.Entries.Select(entry => entry.Address)]));
        World.FlushAll(thread);
    }

    private static void Put(long address, int size, ulong value)
    {
        if (size == 8)
            *(ulong*)address = value;
        else
            *(uint*)address = (uint)value;
    }

    /// <summary>What a thread changes by itself is no news to it.</summary>
    private static void NoteOwn(VirtualThread thread, long address)
    {
        if (thread.Seen.ContainsKey(address))
            thread.Seen[address] = World.Current.Peek(thread, address);
    }
}
