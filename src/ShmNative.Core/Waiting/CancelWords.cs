using ShmNative.Linux;
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
                // Mapped, not allocated: leak checkers do not see that managed code keeps it.
                nint words = LibC.Map(WordsAtOnce * sizeof(uint), LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1);
                if (LibC.IsError(words))
                    throw Refusal.Kernel((int)words, "cannot map words to cancel by");
                for (int i = WordsAtOnce - 1; i >= 0; i--)
                    s_free.Push((nint)((uint*)words + i));
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
