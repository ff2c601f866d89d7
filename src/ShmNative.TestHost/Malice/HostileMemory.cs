using ShmNative.Memory;

namespace ShmNative.TestHost.Malice;

/// <summary>Shared memory that changes under its users: between any two accesses somebody may write, and one word never holds still.</summary>
internal readonly unsafe struct HostileMemory : ISharedMemory
{
    private static Corruptor? s_corruptor;
    private static Chance s_chance;
    private static byte* s_restless;
    private static int s_until;
    private static int s_every;

    /// <summary>Begins to write: about every so many accesses; and the restless word at each access to it.</summary>
    public static void Provoke(Corruptor corruptor, Chance chance, int every, byte* restless)
    {
        s_corruptor = corruptor;
        s_chance = chance;
        s_every = s_until = every;
        s_restless = restless;
    }

    /// <summary>Holds still.</summary>
    public static void Calm()
    {
        s_corruptor = null;
        s_restless = null;
    }

    public static ulong Load(ulong* address) => ProcessorMemory.Load(Touch(address));

    public static uint Load(uint* address) => ProcessorMemory.Load(Touch(address));

    public static ulong LoadAcquire(ulong* address) => ProcessorMemory.LoadAcquire(Touch(address));

    public static uint LoadAcquire(uint* address) => ProcessorMemory.LoadAcquire(Touch(address));

    public static void Store(ulong* address, ulong value) => ProcessorMemory.Store(Touch(address), value);

    public static void Store(uint* address, uint value) => ProcessorMemory.Store(Touch(address), value);

    public static void StoreRelease(ulong* address, ulong value) => ProcessorMemory.StoreRelease(Touch(address), value);

    public static void StoreRelease(uint* address, uint value) => ProcessorMemory.StoreRelease(Touch(address), value);

    public static bool CompareExchange(ulong* address, ulong expected, ulong desired) => ProcessorMemory.CompareExchange(Touch(address), expected, desired);

    public static bool CompareExchange(uint* address, uint expected, uint desired) => ProcessorMemory.CompareExchange(Touch(address), expected, desired);

    public static void Increment(uint* address) => ProcessorMemory.Increment(Touch(address));

    public static void Add(ulong* address, ulong value) => ProcessorMemory.Add(Touch(address), value);

    public static void FullFence() => ProcessorMemory.FullFence();

    public static void LoadFence() => ProcessorMemory.LoadFence();

    public static void StoreFence() => ProcessorMemory.StoreFence();

    public static void CopyIn(byte* slot, byte* source, nuint length) => ProcessorMemory.CopyIn(slot, source, length);

    public static void CopyOut(byte* destination, byte* slot, nuint length) => ProcessorMemory.CopyOut(destination, slot, length);

    public static void Pause()
    {
    }

    private static T* Touch<T>(T* address)
        where T : unmanaged
    {
        if (s_corruptor is { } corruptor)
        {
            if (address == s_restless)
                corruptor.Write(s_restless, ref s_chance);
            if (--s_until <= 0)
            {
                s_until = 1 + s_chance.Below(2 * s_every);
                corruptor.Scribble(ref s_chance);
            }
        }

        return address;
    }
}
