namespace ShmNative.Liveness;

/// <summary>The locks of a channel's whole table, and the one on its name: for those who remove channels.</summary>
internal abstract class TableLocks : ParticipantLocks, IDisposable
{
    /// <summary>Whether the lock file lost its name.</summary>
    public abstract bool AreRemoved { get; }

    /// <summary>Takes all entries in one call: everybody is gone, and nobody can join meanwhile.</summary>
    public abstract bool TryLockAll(uint count);

    /// <summary>Gives back what <see cref="TryLockAll"/> took.</summary>
    public abstract void UnlockAll(uint count);

    /// <summary>Takes the right to change the channel's name.</summary>
    public abstract bool TryLockName();

    /// <summary>Gives back what <see cref="TryLockName"/> took.</summary>
    public abstract void UnlockName();

    public abstract void Dispose();
}
