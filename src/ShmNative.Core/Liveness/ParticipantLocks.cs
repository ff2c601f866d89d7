namespace ShmNative.Liveness;

/// <summary>
/// The kernel's word on who lives: a participant holds the lock of its entry for as long as its process runs. These calls are for slow paths.
/// </summary>
internal abstract class ParticipantLocks
{
    /// <summary>
    /// Whether the channel's name is gone for certain. Who takes it away says RETIRED in the memory afterwards; a remover that died between the two
    /// said nothing.
    /// </summary>
    public virtual bool IsRemoved => false;

    /// <summary>Whether the entry's holder lives. Any doubt counts as alive.</summary>
    public abstract bool IsHeld(int index);

    /// <summary>Takes a dead participant's entry for the time of a repair; false when somebody holds it.</summary>
    public abstract bool TryLock(int index);

    /// <summary>Gives back what <see cref="TryLock"/> took.</summary>
    public abstract void Unlock(int index);
}
