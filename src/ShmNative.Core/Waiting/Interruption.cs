namespace ShmNative.Waiting;

/// <summary>What else ends a sleep, besides what is waited for.</summary>
/// <param name="cancel">A word that another thread or a signal handler changes; null: none.</param>
/// <param name="bySignals">Whether the wait ends when a signal was handled.</param>
internal readonly struct Interruption(CancelWord? cancel, bool bySignals)
{
    /// <summary>A word that another thread or a signal handler changes; null: none.</summary>
    public CancelWord? Cancel { get; } = cancel;

    /// <summary>Whether the wait ends with -EINTR when a signal was handled.</summary>
    public bool BySignals { get; } = bySignals;
}
