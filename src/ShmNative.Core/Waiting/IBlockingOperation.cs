using ShmNative.Layout;

namespace ShmNative.Waiting;

/// <summary>
/// An operation that may have to wait: on an end of a channel, or on a primitive. A struct, so that the loop over it is compiled for it.
/// </summary>
internal unsafe interface IBlockingOperation
{
    /// <summary>The futex word that is slept on.</summary>
    uint* Word { get; }

    /// <summary>Tries once: EMPTY or FULL when it has to wait.</summary>
    ShmStatus Try();

    /// <summary>
    /// Tries, and when it has to wait finds out why: cleans up after the dead, and asks whether waiting makes sense. Slow.
    /// </summary>
    /// <param name="expected">What the futex word is while nobody wakes; changed by an operation that must not be woken by itself.</param>
    ShmStatus TryPastTheDead(ref uint expected);

    /// <summary>Says that somebody is about to sleep.</summary>
    /// <param name="expected">What the futex word is then.</param>
    /// <returns>False when it changed meanwhile: a new try is worth it.</returns>
    bool Announce(out uint expected);
}
