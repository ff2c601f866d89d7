using System.Runtime.InteropServices;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>The words by which waits are ended: a closed handle's goes to a later one, under the next generation.</summary>
internal static unsafe class CancelWords
{
    private const int WordsAtOnce = 1024;

    private static readonly Lock s_lock = new();
    private static readonly Stack<nint> s_free = [];

    /// <summary>One that nobody else has.</summary>
    public static CancelWord<ProcessorMemory> Rent()
    {
        lock (s_lock)
        {
            if (s_free.Count == 0)
            {
                uint* words = (uint*)NativeMemory.AllocZeroed(WordsAtOnce, sizeof(uint));
                for (int i = WordsAtOnce - 1; i >= 0; i--)
                    s_free.Push((nint)(words + i));
            }

            return new((uint*)s_free.Pop());
        }
    }

    /// <summary>The handle is closed: what comes now changes nothing. Once.</summary>
    public static void Return(CancelWord<ProcessorMemory> cancel)
    {
        // SYNC: pairs with the compare-and-swap of whoever cancels too late: it finds another generation.
        ProcessorMemory.StoreRelease(cancel.Word, cancel.Closed);
        lock (s_lock)
            s_free.Push((nint)cancel.Word);
    }
}
