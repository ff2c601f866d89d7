using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>What else ends a sleep, besides what is waited for.</summary>
internal readonly struct Interruption<TMemory>(CancelWord<TMemory>? cancel, bool bySignals)
    where TMemory : struct, ISharedMemory
{
    /// <summary>A word that another thread or a signal handler changes; null: none.</summary>
    public CancelWord<TMemory>? Cancel { get; } = cancel;

    /// <summary>Whether the wait ends with -EINTR when a signal was handled.</summary>
    public bool BySignals { get; } = bySignals;
}
