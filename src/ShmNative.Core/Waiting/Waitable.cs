using ShmNative.Layout;

namespace ShmNative.Waiting;

/// <summary>One of several things that are waited for: an end of a channel, an event, a semaphore. Nothing here takes what is waited for.</summary>
internal abstract unsafe class Waitable
{
    /// <summary>Whether it can be used at all: OK, INVALID_HANDLE, FORKED_CHILD and the like. Everything below is for usable ones.</summary>
    public abstract ShmStatus Check();

    /// <summary>The futex word that changes when a look is worth it.</summary>
    public abstract uint* Word { get; }

    /// <summary>Says that somebody is about to sleep; a fence of all others has to follow, then a look.</summary>
    /// <returns>What the word is, while nothing changes.</returns>
    public abstract uint Announce();

    /// <summary>Looks, without cleaning up. EMPTY or FULL: it would block. On the owner's thread or the poller's.</summary>
    public abstract ShmStatus Peek();

    /// <summary>Looks, and cleans up after the dead. EMPTY or FULL: it would block. On the owner's thread.</summary>
    public abstract ShmStatus Look();

    /// <summary>Whether <see cref="Look"/> may find something new. Changes nothing, so that the poller's thread may ask.</summary>
    public abstract bool NeedsLook();
}
