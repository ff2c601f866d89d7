namespace ShmNative.Layout;

/// <summary>How a segment is attached.</summary>
[Flags]
[CName("shm_attach_flags", MemberPrefix = "SHM_ATTACH_")]
public enum AttachFlags
{
    /// <summary>Read-only: the MMU refuses writes.</summary>
    None = 0,

    /// <summary>For reading and writing.</summary>
    Writable = 1,

    /// <summary>A wait for an event, a semaphore, a mutex or a value ends with -EINTR when its thread handled a signal meanwhile.</summary>
    Interruptible = 2,
}
