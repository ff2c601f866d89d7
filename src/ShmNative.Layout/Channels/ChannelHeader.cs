using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>
/// The first 4,096 bytes of a channel. Everything up to offset 384 is written once by the creator, before the channel can be seen. Each word that
/// processes change while they work has 128 bytes of its own: two cache lines, because processors fetch them in pairs.
/// </summary>
[CName("shm_channel_header", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = ChannelConstants.HeaderSize)]
public unsafe struct ChannelHeader
{
    /// <summary>SHM_CHANNEL_MAGIC.</summary>
    [FieldOffset(0)] public ulong Magic;

    /// <summary>SHM_LAYOUT_VERSION of the creator.</summary>
    [FieldOffset(8)] public uint LayoutVersion;

    /// <summary>A shm_channel_kind.</summary>
    [FieldOffset(12)] public uint Kind;

    /// <summary>shm_channel_flags, or-ed together.</summary>
    [FieldOffset(16)] public uint Flags;

    /// <summary>Entries in the participants' table.</summary>
    [FieldOffset(20)] public uint ParticipantCount;

    /// <summary>Offset of the participants' table.</summary>
    [FieldOffset(24)] public ulong ParticipantsOffset;

    /// <summary>Offset of the schema: the payload's fields, shm_field each.</summary>
    [FieldOffset(32)] public ulong SchemaOffset;

    /// <summary>Fields in the schema; may be 0.</summary>
    [FieldOffset(40)] public uint SchemaCount;

    /// <summary>Bytes from one slot to the next: a multiple of 64.</summary>
    [FieldOffset(44)] public uint Stride;

    /// <summary>Offset of the first slot.</summary>
    [FieldOffset(48)] public ulong SlotsOffset;

    /// <summary>Slots: a power of two.</summary>
    [FieldOffset(56)] public ulong SlotCount;

    /// <summary>Payload bytes that a slot can hold.</summary>
    [FieldOffset(64)] public ulong Capacity;

    /// <summary>Size of the whole channel in bytes.</summary>
    [FieldOffset(72)] public ulong TotalSize;

    /// <summary>The first sequence; 0, or 1 for values.</summary>
    [FieldOffset(80)] public ulong FirstSequence;

    /// <summary>Messages that stay readable for those who join later; less than the slots.</summary>
    [FieldOffset(88)] public ulong History;

    /// <summary>Random; with the next word it tells this channel from all others.</summary>
    [FieldOffset(96)] public ulong NonceLow;

    /// <summary>See nonce_low.</summary>
    [FieldOffset(104)] public ulong NonceHigh;

    /// <summary>Size of the payload type in bytes; 0 = any bytes.</summary>
    [FieldOffset(112)] public ulong TypeSize;

    /// <summary>Hash of the schema; 0 = not given.</summary>
    [FieldOffset(120)] public ulong TypeHash;

    /// <summary>Name of the payload type, NUL-terminated UTF-8; empty = any bytes.</summary>
    [FieldOffset(128)] public fixed byte TypeName[ChannelConstants.TypeNameSize];

    /// <summary>Process id of the creator, in its own pid namespace.</summary>
    [FieldOffset(256)] public int CreatorPid;

    /// <summary>User id of the creator.</summary>
    [FieldOffset(260)] public uint CreatorUid;

    /// <summary>Time of creation, nanoseconds since 1970.</summary>
    [FieldOffset(264)] public long CreationTime;

    /// <summary>A shm_channel_state.</summary>
    [FieldOffset(384)] public uint State;

    /// <summary>1 once a sender said that nothing more comes.</summary>
    [FieldOffset(388)] public uint Closed;

    /// <summary>Entries of the participants' table that were ever used: those behind need not be looked at.</summary>
    [FieldOffset(392)] public uint ParticipantsUsed;

    /// <summary>Topic: publishers promise to overwrite nothing at or after this sequence minus the slots without a new look at the cursors. Never decreases.</summary>
    [FieldOffset(512)] public ulong Gate;

    /// <summary>A sequence not after the next one to be claimed; a hint.</summary>
    [FieldOffset(640)] public ulong Tail;

    /// <summary>Queue: a sequence not after the next one to be taken; a hint.</summary>
    [FieldOffset(768)] public ulong Head;

    /// <summary>Value: the newest complete sequence, 0 = none yet.</summary>
    [FieldOffset(896)] public ulong Latest;

    /// <summary>Futex word for receivers: bumped to wake them.</summary>
    [FieldOffset(1024)] public uint DataWord;

    /// <summary>1 while a receiver may sleep.</summary>
    [FieldOffset(1028)] public uint DataFlag;

    /// <summary>Futex word for senders: bumped to wake them.</summary>
    [FieldOffset(1152)] public uint SpaceWord;

    /// <summary>1 while a sender may sleep.</summary>
    [FieldOffset(1156)] public uint SpaceFlag;

    /// <summary>Dead participants that were cleaned up after.</summary>
    [FieldOffset(1280)] public ulong Recoveries;

    /// <summary>Sequences that were burnt because their owner died.</summary>
    [FieldOffset(1288)] public ulong AbortedCount;

    /// <summary>Queue: messages offered again because their consumer died.</summary>
    [FieldOffset(1296)] public ulong Redelivered;

    /// <summary>Queue, at most once: messages dropped because their consumer died.</summary>
    [FieldOffset(1304)] public ulong Dropped;
}
