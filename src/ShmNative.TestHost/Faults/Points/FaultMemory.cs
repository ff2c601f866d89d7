using ShmNative.Linux;

namespace ShmNative.Memory;

/// <summary>
/// The Faults build's memory: the processor's, and after each access a place to die at; in a payload's copy there is one in the middle too.
/// </summary>
internal readonly unsafe struct FaultMemory : ISharedMemory
{
    public static ulong Load(ulong* address)
    {
        ulong value = ProcessorMemory.Load(address);
        FaultPoint.Loaded();
        return value;
    }

    public static uint Load(uint* address)
    {
        uint value = ProcessorMemory.Load(address);
        FaultPoint.Loaded();
        return value;
    }

    public static ulong LoadAcquire(ulong* address)
    {
        ulong value = ProcessorMemory.LoadAcquire(address);
        FaultPoint.Loaded();
        return value;
    }

    public static uint LoadAcquire(uint* address)
    {
        uint value = ProcessorMemory.LoadAcquire(address);
        FaultPoint.Loaded();
        return value;
    }

    public static void Store(ulong* address, ulong value)
    {
        ProcessorMemory.Store(address, value);
        FaultPoint.Changed();
    }

    public static void Store(uint* address, uint value)
    {
        ProcessorMemory.Store(address, value);
        FaultPoint.Changed();
    }

    public static void StoreRelease(ulong* address, ulong value)
    {
        ProcessorMemory.StoreRelease(address, value);
        FaultPoint.Changed();
    }

    public static void StoreRelease(uint* address, uint value)
    {
        ProcessorMemory.StoreRelease(address, value);
        FaultPoint.Changed();
    }

    public static bool CompareExchange(ulong* address, ulong expected, ulong desired)
    {
        bool exchanged = ProcessorMemory.CompareExchange(address, expected, desired);
        FaultPoint.Changed();
        return exchanged;
    }

    public static bool CompareExchange(uint* address, uint expected, uint desired)
    {
        bool exchanged = ProcessorMemory.CompareExchange(address, expected, desired);
        FaultPoint.Changed();
        return exchanged;
    }

    public static void Increment(uint* address)
    {
        ProcessorMemory.Increment(address);
        FaultPoint.Changed();
    }

    public static void Add(ulong* address, ulong value)
    {
        ProcessorMemory.Add(address, value);
        FaultPoint.Changed();
    }

    public static void FullFence() => ProcessorMemory.FullFence();

    public static void LoadFence() => ProcessorMemory.LoadFence();

    public static void StoreFence() => ProcessorMemory.StoreFence();

    public static void CopyIn(byte* slot, byte* source, nuint length)
    {
        nuint half = length / 2;
        ProcessorMemory.CopyIn(slot, source, half);
        FaultPoint.Changed();
        ProcessorMemory.CopyIn(slot + half, source + half, length - half);
        FaultPoint.Changed();
    }

    public static void CopyOut(byte* destination, byte* slot, nuint length)
    {
        ProcessorMemory.CopyOut(destination, slot, length);
        FaultPoint.Loaded();
    }

    public static void Pause() => ProcessorMemory.Pause();
}
