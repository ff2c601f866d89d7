using System.Runtime.CompilerServices;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>Head and tail hints: never ahead of the truth; everybody who knows better helps them along by one.</summary>
internal static unsafe class Hint<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>Moves the hint from a sequence to the next. Without helping, one lost exchange would leave it behind for ever.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Help(ulong* hint, ulong sequence)
    {
        if (TMemory.Load(hint) == sequence)
            TMemory.CompareExchange(hint, sequence, sequence + 1);
    }
}
