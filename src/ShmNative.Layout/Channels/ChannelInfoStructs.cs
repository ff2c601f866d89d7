using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>
/// What a channel is and how it is doing. Counters are read one by one while others work: they need not agree with each other to the last
/// message.
/// </summary>
[CName("shm_channel_info")]
[StructLayout(LayoutKind.Explicit, Size = 288)]
public unsafe struct ChannelStatus
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>A shm_channel_kind.</summary>
    [FieldOffset(4)] public uint Kind;

    /// <summary>shm_channel_flags, or-ed together.</summary>
    [FieldOffset(8)] public uint Flags;

    /// <summary>A shm_channel_state.</summary>
    [FieldOffset(12)] public uint State;

    /// <summary>1 once a sender said that nothing more comes.</summary>
    [FieldOffset(16)] public uint Closed;

    /// <summary>Ends that can be open at once.</summary>
    [FieldOffset(20)] public uint Participants;

    /// <summary>Living senders; -1 = not known, because the channel's locks may not be opened.</summary>
    [FieldOffset(24)] public int Senders;

    /// <summary>Living receivers, observers not counted; -1 = not known.</summary>
    [FieldOffset(28)] public int Receivers;

    /// <summary>Participants that died and were not yet cleaned up after; -1 = not known.</summary>
    [FieldOffset(32)] public int Dead;

    /// <summary>Process id of the creator, in its own pid namespace.</summary>
    [FieldOffset(36)] public int CreatorPid;

    /// <summary>User id of the creator.</summary>
    [FieldOffset(40)] public uint CreatorUid;

    /// <summary>Fields of the messages' type; shm_channel_fields tells them.</summary>
    [FieldOffset(44)] public uint FieldCount;

    /// <summary>Time of creation, nanoseconds since 1970.</summary>
    [FieldOffset(48)] public long CreationTime;

    /// <summary>Slots.</summary>
    [FieldOffset(56)] public ulong Slots;

    /// <summary>Payload bytes that a message can have.</summary>
    [FieldOffset(64)] public ulong Capacity;

    /// <summary>Topic: messages that stay readable for those who join later.</summary>
    [FieldOffset(72)] public ulong History;

    /// <summary>Size of the channel's memory in bytes.</summary>
    [FieldOffset(80)] public ulong Size;

    /// <summary>Messages sent, aborted ones included.</summary>
    [FieldOffset(88)] public ulong Sent;

    /// <summary>Queue: messages taken from its front.</summary>
    [FieldOffset(96)] public ulong Taken;

    /// <summary>Dead participants that were cleaned up after.</summary>
    [FieldOffset(104)] public ulong Recoveries;

    /// <summary>Messages whose sender died while it wrote them.</summary>
    [FieldOffset(112)] public ulong Aborted;

    /// <summary>Queue: messages offered again because their consumer died.</summary>
    [FieldOffset(120)] public ulong Redelivered;

    /// <summary>Queue, at most once: messages dropped because their consumer died.</summary>
    [FieldOffset(128)] public ulong Dropped;

    /// <summary>Topic: messages that the lossy subscribers of now missed.</summary>
    [FieldOffset(136)] public ulong Lost;

    /// <summary>Size of the messages' type in bytes; 0 = any bytes.</summary>
    [FieldOffset(144)] public ulong TypeSize;

    /// <summary>Hash of the type's fields; 0 = not given.</summary>
    [FieldOffset(152)] public ulong TypeHash;

    /// <summary>Name of the messages' type, NUL-terminated UTF-8; empty = any bytes.</summary>
    [FieldOffset(160)] public fixed byte TypeName[ChannelConstants.TypeNameSize];
}

/// <summary>One participant of a channel, as it says of itself; whether it lives, the kernel says.</summary>
[CName("shm_participant_info")]
[StructLayout(LayoutKind.Explicit, Size = 112)]
public unsafe struct ParticipantStatus
{
    /// <summary>Its entry in the table.</summary>
    [FieldOffset(0)] public uint Index;

    /// <summary>A shm_participant_role.</summary>
    [FieldOffset(4)] public uint Role;

    /// <summary>1 = lives, 0 = died and was not yet cleaned up after, -1 = not known.</summary>
    [FieldOffset(8)] public int Alive;

    /// <summary>Process id, in its own pid namespace.</summary>
    [FieldOffset(12)] public int Pid;

    /// <summary>Start time of that process in clock ticks since boot.</summary>
    [FieldOffset(16)] public ulong StartTime;

    /// <summary>Reliable subscriber: messages that were sent and that it has not released.</summary>
    [FieldOffset(24)] public ulong Behind;

    /// <summary>Lossy subscriber: messages that it missed.</summary>
    [FieldOffset(32)] public ulong Lost;

    /// <summary>Its name, NUL-terminated UTF-8; may be empty.</summary>
    [FieldOffset(40)] public fixed byte Name[ChannelConstants.ParticipantNameSize];
}
