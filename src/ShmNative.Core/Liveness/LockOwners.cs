namespace ShmNative.Liveness;

/// <summary>Who threads are to each other, as owners of locks.</summary>
internal abstract class LockOwners
{
    /// <summary>The calling thread as an owner word (shm_mutex.owner, without the awaited bit). Slow only on a thread's first call.</summary>
    public abstract ulong Self { get; }

    /// <summary>The namespaces in which this process numbers threads: owners of others mean nothing here.</summary>
    public abstract ulong Namespaces { get; }

    /// <summary>Whether the kernel says that this owner is gone. Any doubt counts as alive. A slow path.</summary>
    public abstract bool IsDead(ulong owner);
}
