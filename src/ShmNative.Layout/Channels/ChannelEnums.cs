namespace ShmNative.Layout.Channels;

/// <summary>What a channel promises.</summary>
[CName("shm_channel_kind", MemberPrefix = "SHM_KIND_", Header = CHeader.Wire)]
public enum ChannelKind : uint
{
    /// <summary>Every subscriber gets every message.</summary>
    Topic = 1,

    /// <summary>Every message goes to exactly one consumer.</summary>
    Queue = 2,

    /// <summary>Only the newest message counts.</summary>
    Value = 3,
}

/// <summary>What the creator fixed for the channel's life.</summary>
[Flags]
[CName("shm_channel_flags", MemberPrefix = "SHM_CHANNEL_", Header = CHeader.Wire)]
public enum ChannelFlags : uint
{
    /// <summary>The defaults: one exclusive publisher, reliable subscribers only, redelivery, removed by the last clean close.</summary>
    None = 0,

    /// <summary>Topic: any number of publishers at once.</summary>
    Concurrent = 1,

    /// <summary>Topic: lossy subscribers and read-only observers are possible; publishers mark each slot before they write it.</summary>
    Observable = 2,

    /// <summary>Queue: a dead consumer's message is dropped (at most once) rather than redelivered (at least once).</summary>
    AtMostOnce = 4,

    /// <summary>The last clean close leaves the channel in place.</summary>
    Persistent = 8,
}

/// <summary>The life of a channel's memory.</summary>
[CName("shm_channel_state", MemberPrefix = "SHM_STATE_", Header = CHeader.Wire)]
public enum ChannelState : uint
{
    /// <summary>Its creator is still writing the header.</summary>
    Initialising = 0,

    /// <summary>In use.</summary>
    Ready = 1,

    /// <summary>Removed: whoever still has it mapped must open the name again.</summary>
    Retired = 2,
}

/// <summary>What a participant does in its channel.</summary>
[CName("shm_participant_role", MemberPrefix = "SHM_ROLE_", Header = CHeader.Wire)]
public enum ParticipantRole : uint
{
    /// <summary>The entry is free.</summary>
    Free = 0,

    /// <summary>Sends: a topic's publisher, a queue's producer, a value's writer.</summary>
    Sender = 1,

    /// <summary>Receives: a topic's subscriber, a queue's consumer, a value's reader.</summary>
    Receiver = 2,

    /// <summary>Has taken the entry and not yet its place: it does not count as a peer, but has to be cleaned up after if it dies.</summary>
    Joining = 3,
}

/// <summary>The low four bits of a slot's state word.</summary>
[CName("shm_slot_phase", MemberPrefix = "SHM_PHASE_", Header = CHeader.Wire)]
public enum SlotPhase : uint
{
    /// <summary>Free for the word's sequence (queue), or never used (topic, value).</summary>
    Empty = 0,

    /// <summary>Claimed by the owner, which is writing the payload.</summary>
    Writing = 1,

    /// <summary>The message is complete. Owner 0, or 1 = redelivered.</summary>
    Ready = 2,

    /// <summary>Queue: taken by the owner, which is reading the payload.</summary>
    Reading = 3,

    /// <summary>The sequence was burnt: its owner died or gave up while writing.</summary>
    Aborted = 4,
}
