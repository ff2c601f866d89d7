using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Primitives;

/// <summary>An operation on a primitive, for as long as its caller gives it.</summary>
internal static class PrimitiveCall<TMemory>
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
    /// <param name="bySignals">Whether a wait ends when a signal was handled.</param>
    /// <returns>What the operation says, or TIMEOUT, or -EINTR.</returns>
    public static ShmStatus Run<T>(T operation, long nanoseconds, Sleeper sleeper, int spins = Spins, bool bySignals = false)
        where T : struct, IBlockingOperation
    {
        ShmStatus status = operation.Try();
        if (!status.IsBlocked())
            return status;
        if (nanoseconds == 0)
            return Poll(operation);
        SpinBudget budget = new(spins);
        return Blocking<TMemory>.Wait(ref operation, nanoseconds, sleeper, ref budget, new Interruption<TMemory>(null, bySignals));
    }

    /// <summary>One who only polls gets past the dead too, but asks the kernel now and then only.</summary>
    private static ShmStatus Poll<T>(T operation)
        where T : struct, IBlockingOperation
    {
        long now = Environment.TickCount64;
        if (now - t_lastLook < MillisecondsBetweenLooks)
            return ShmStatus.Timeout;
        t_lastLook = now;
        uint unused = 0;
        ShmStatus status = operation.TryPastTheDead(ref unused);
        return status.IsBlocked() ? ShmStatus.Timeout : status;
    }
}
