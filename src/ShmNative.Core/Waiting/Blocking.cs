using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Linux;
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
    /// <param name="interruption">What else ends the sleep.</param>
    /// <returns>What the operation says, or TIMEOUT, or -EINTR.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ShmStatus Wait<T>(
        ref T operation, long nanoseconds, Sleeper sleeper, ref SpinBudget spins, in Interruption<TMemory> interruption)
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
        return Sleep(ref operation, nanoseconds, sleeper, interruption);
    }

    private static ShmStatus Sleep<T>(ref T operation, long nanoseconds, Sleeper sleeper, in Interruption<TMemory> interruption)
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
            if (Sleep(operation.Word, expected, Math.Min(slice, left), sleeper, interruption) && interruption.BySignals)
                return BlockedStatus.Interrupted;
            slice = Slices.After(slice);
        }
    }

    /// <summary>Sleeps once. Whether a signal was handled meanwhile.</summary>
    private static bool Sleep(uint* word, uint expected, long nanoseconds, Sleeper sleeper, in Interruption<TMemory> interruption)
    {
        // The usual wait costs one word, and works where a kernel or a filter knows no other.
        if (interruption.Cancel is not { IsHandedOut: true } cancel)
            return sleeper.Wait(word, expected, nanoseconds);
        ReadOnlySpan<LibC.FutexWaiter> both = [new(word, expected), new(cancel.Word, cancel.Open)];
        long end = Slices.Deadline(sleeper, nanoseconds);
        bool signalled = false;
        while (!signalled && TMemory.LoadAcquire(word) == expected && !cancel.IsCancelled && sleeper.Now < end)
            signalled = interruption.BySignals ? sleeper.WaitAnyOrSignal(both, end) : sleeper.WaitAny(both, end);
        return signalled && !cancel.IsCancelled; // the handler may have cancelled: that is what the next look finds
    }
}
