namespace ShmNative.Layout.Primitives;

/// <summary>How an event is made.</summary>
[Flags]
[CName("shm_event_flags", MemberPrefix = "SHM_EVENT_")]
public enum EventFlags
{
    /// <summary>Not set at first; whoever waited for it resets it.</summary>
    None = 0,

    /// <summary>It stays set until it is reset.</summary>
    Manual = 1,

    /// <summary>It is set at first.</summary>
    InitiallySet = 2,
}
