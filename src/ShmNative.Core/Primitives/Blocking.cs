using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>An operation on a primitive that may have to wait.</summary>
internal unsafe interface IBlockingOperation
{
    /// <summary>The futex word that is slept on.</summary>
    uint* Word { get; }

    /// <summary>Tries once: EMPTY when it has to wait.</summary>
    ShmStatus Try();

    /// <summary>Looks at who stands in the way, as <see cref="Try"/> would not: slow.</summary>
    ShmStatus TryPastTheDead();

    /// <summary>Says that somebody is about to sleep.</summary>
    /// <param name="expected">What the futex word is then.</param>
    /// <returns>False when it changed meanwhile: a new try is worth it.</returns>
    bool Announce(out uint expected);
}

/// <summary>Tries, looks again for a while, then sleeps: the same for all primitives.</summary>
internal static unsafe class Blocking<TMemory>
    where TMemory : struct, ISharedMemory
{
    /// <summary>How often an operation is tried again before it sleeps: some microseconds.</summary>
    public const int Spins = 100;

    private const long MillisecondsBetweenLooks = 10;

    [ThreadStatic]
    private static long t_lastLook;

    /// <param name="operation">What is tried.</param>
    /// <param name="nanoseconds">0 = once, <see cref="ShmConstants.Infinite"/> = for ever.</param>
    /// <param name="sleeper">The kernel.</param>
    /// <param name="spins">How often it is tried before it sleeps.</param>
    /// <returns>What the operation says, or TIMEOUT.</returns>
    public static ShmStatus Run<T>(T operation, long nanoseconds, Sleeper sleeper, int spins = Spins)
        where T : struct, IBlockingOperation
    {
        ShmStatus status = operation.Try();
        if (status != ShmStatus.Empty)
            return status;
        if (nanoseconds == 0)
            return Poll(operation);
        for (int i = 0; i < spins; i++)
        {
            TMemory.Pause();
            status = operation.Try();
            if (status != ShmStatus.Empty)
                return status;
        }

        return Sleep(operation, nanoseconds, sleeper);
    }

    private static ShmStatus Sleep<T>(T operation, long nanoseconds, Sleeper sleeper)
        where T : struct, IBlockingOperation
    {
        long deadline = Slices.Deadline(sleeper, nanoseconds);
        long slice = Slices.First;
        while (true)
        {
            bool announced = operation.Announce(out uint expected);
            ShmStatus status = operation.TryPastTheDead();
            if (status != ShmStatus.Empty)
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

    /// <summary>One who only polls gets past the dead too, but asks the kernel now and then only.</summary>
    private static ShmStatus Poll<T>(T operation)
        where T : struct, IBlockingOperation
    {
        long now = Environment.TickCount64;
        if (now - t_lastLook < MillisecondsBetweenLooks)
            return ShmStatus.Timeout;
        t_lastLook = now;
        ShmStatus status = operation.TryPastTheDead();
        return status == ShmStatus.Empty ? ShmStatus.Timeout : status;
    }
}
