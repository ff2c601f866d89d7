namespace ShmNative.Layout;

/// <summary>How a segment is created.</summary>
[Flags]
[CName("shm_create_flags", MemberPrefix = "SHM_CREATE_")]
public enum CreateFlags
{
    /// <summary>Refuse an address that is taken; show the segment at once.</summary>
    None = 0,

    /// <summary>Take over an existing segment to which nobody is attached.</summary>
    Replace = 1,

    /// <summary>Keep the segment from other processes until shm_server_publish: they never see it half written.</summary>
    Hidden = 2,

    /// <summary>Leave the segment in place on close; shm_segment_remove removes it.</summary>
    Keep = 4,

    /// <summary>A wait for an event, a semaphore, a mutex or a value ends with -EINTR when its thread handled a signal meanwhile.</summary>
    Interruptible = 8,
}
