using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>Looks again for a while, then sleeps: the one loop for all that wait for one thing, on channels and on primitives.</summary>
internal static unsafe class Blocking<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <param name="operation">What was tried, and had to wait.</param>
    /// <param name="nanoseconds">How long, not 0; <see cref="ShmConstants.Infinite"/> = for ever.</param>
    /// <param name="sleeper">The kernel.</param>
    /// <param name="spins">How often it is tried before it sleeps.</param>
    /// <returns>What the operation says, or TIMEOUT.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ShmStatus Wait<T>(ref T operation, long nanoseconds, Sleeper sleeper, ref SpinBudget spins)
        where T : struct, IBlockingOperation
    {
        for (int i = 0; i < spins.Count; i++)
        {
            TMemory.Pause();
            ShmStatus status = operation.Try();
            if (!status.IsBlocked())
            {
                spins.Paid();
                return status;
            }
        }

        spins.Wasted();
        return Sleep(ref operation, nanoseconds, sleeper);
    }

    private static ShmStatus Sleep<T>(ref T operation, long nanoseconds, Sleeper sleeper)
        where T : struct, IBlockingOperation
    {
        long deadline = Slices.Deadline(sleeper, nanoseconds);
        long slice = Slices.First;
        while (true)
        {
            bool announced = operation.Announce(out uint expected);
            ShmStatus status = operation.TryPastTheDead(ref expected);
            if (!status.IsBlocked())
                return status;
            long left = deadline - sleeper.Now;
            if (left <= 0)
                return ShmStatus.Timeout;
            if (!announced)
                continue;
            sleeper.Wait(operation.Word, expected, Math.Min(slice, left));
            slice = Slices.After(slice);
        }
    }
}
