using ShmNative.Linux;

namespace ShmNative.Waiting;

/// <summary>Sleeping on futexes, futex(2); fencing with membarrier(2).</summary>
internal sealed unsafe class FutexSleeper : Sleeper
{
    private FutexSleeper() => NeedsFence = LibC.RegisterForFence() < 0;

    /// <summary>One for the process: registering costs a system call, and has no end.</summary>
    public static FutexSleeper Instance { get; } = new();

    /// <summary>Whether this process could not register to be fenced by those who wait: then its signals fence by themselves.</summary>
    public bool NeedsFence { get; }

    public override long Now => LibC.MonotonicTime();

    public override void FenceOthers() => _ = LibC.FenceOthers();

    public override void Wait(uint* word, uint expected, long nanoseconds) => _ = LibC.FutexWait(word, expected, nanoseconds);

    public override void WakeAll(uint* word) => _ = LibC.FutexWake(word);
}
