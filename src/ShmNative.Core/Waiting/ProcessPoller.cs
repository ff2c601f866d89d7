using System.Runtime.InteropServices;
using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>
/// The library's one thread behind descriptors that are polled. It runs from the first time one is armed until the last one is closed, and takes no
/// signals.
/// </summary>
internal sealed unsafe class ProcessPoller : Poller<ProcessorMemory>
{
    private const int StackSize = 256 * 1024;

    private static readonly uint* s_control = (uint*)NativeMemory.AllocZeroed(sizeof(uint)); // static: leak checkers see that it is kept

    private static ProcessPoller? s_current;

    private readonly Lock _lock = new();
    private readonly byte* _guard = ForkGuard.Arm();

    private ProcessPoller()
        : base(s_control, FutexSleeper.Instance)
    {
    }

    /// <summary>This process' poller, for one more user; a forked child has its own, because threads stay behind.</summary>
    public static ProcessPoller Join()
    {
        ProcessPoller? current = Volatile.Read(ref s_current);
        if (current is null || ForkGuard.IsForkedChild(current._guard))
        {
            ProcessPoller fresh = new();
            ProcessPoller? winner = Interlocked.CompareExchange(ref s_current, fresh, current);
            current = winner == current ? fresh : winner!;
        }

        current.AddUser();
        return current;
    }

    protected override void Enter() => _lock.Enter();

    protected override void Exit() => _lock.Exit();

    protected override bool TryStart()
    {
        Span<ulong> before = stackalloc ulong[LibC.SignalSetWords];
        LibC.BlockSignals(before);
        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "shmnative-poll" }.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
        finally
        {
            LibC.RestoreSignals(before);
        }
    }
}
