using ShmNative.Memory;

namespace ShmNative.Mutants;

/// <summary>Which of the numbered places is weakened now; none: 0.</summary>
internal static class Switch
{
    public static int Active;

    /// <summary>The places that were reached since somebody cleared this.</summary>
    public static readonly bool[] Reached = new bool[1 << 14];

    public static bool Is(int number)
    {
        Reached[number] = true;
        return Active == number;
    }
}

/// <summary>What stands in for an atomic operation: others may come between its parts.</summary>
internal static unsafe class Weaker<TMemory>
    where TMemory : struct, ISharedMemory
{
    public static bool CompareExchange(ulong* address, ulong expected, ulong desired)
    {
        if (TMemory.Load(address) != expected)
            return false;
        TMemory.Store(address, desired);
        return true;
    }

    public static bool CompareExchange(uint* address, uint expected, uint desired)
    {
        if (TMemory.Load(address) != expected)
            return false;
        TMemory.Store(address, desired);
        return true;
    }
}
