using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>How one end takes part in a channel.</summary>
[Flags]
[CName("shm_endpoint_flags", MemberPrefix = "SHM_ENDPOINT_")]
public enum EndpointFlags : uint
{
    /// <summary>A blocked call reports SHM_NO_PEER when nobody is on the other side; memory of one's own user and of root is trusted.</summary>
    None = 0,

    /// <summary>A blocked call goes on when nobody is on the other side.</summary>
    WaitForPeer = 1,

    /// <summary>Memory of any user is trusted.</summary>
    AnyOwner = 2,

    /// <summary>A wait ends with -EINTR when its thread handled a signal meanwhile, with or without SA_RESTART.</summary>
    Interruptible = 4,

    /// <summary>
    /// A call that comes while another thread's is in the handle returns SHM_CONCURRENT_USE and does nothing; otherwise that is undefined,
    /// and may leave the channel corrupt for everybody. For finding the mistake: each call costs some nanoseconds more.
    /// SHMNATIVE_CHECK_THREADS=1 in the environment does it for all ends. What inline calls do with a lent end is not checked.
    /// </summary>
    CheckThreads = 8,
}

/// <summary>What a message is.</summary>
[Flags]
[CName("shm_message_flags", MemberPrefix = "SHM_MESSAGE_")]
public enum MessageFlags : uint
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Queue: another consumer had taken it, and died.</summary>
    Redelivered = 1,
}

/// <summary>
/// The type of a channel's messages. Both sides give the same name and size, and the same fields if both give any; otherwise the second is
/// refused with SHM_TYPE_MISMATCH.
/// </summary>
[CName("shm_type")]
[StructLayout(LayoutKind.Explicit, Size = 32)]
public unsafe struct MessageType
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>Number of fields; 0 = not given.</summary>
    [FieldOffset(4)] public uint FieldCount;

    /// <summary>UTF-8, at most 127 bytes.</summary>
    [FieldOffset(8), CType("const char *")] public byte* Name;

    /// <summary>Bytes of a message, at least 1.</summary>
    [FieldOffset(16)] public ulong Size;

    /// <summary>Placed fields, for example by shm_fields_parse; may be NULL.</summary>
    [FieldOffset(24), CType("const shm_field *")] public FieldEntry* Fields;
}

/// <summary>What the creator of a channel fixes for its life; who joins gets what is there. Zeroed, it means the defaults.</summary>
[CName("shm_channel_options")]
[StructLayout(LayoutKind.Explicit, Size = 48)]
public unsafe struct ChannelCreateOptions
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_channel_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>A power of two, at least 2; 0 = 256, for a value 8.</summary>
    [FieldOffset(8)] public ulong Slots;

    /// <summary>Payload bytes that a slot holds; 0 = the size of the type, without one 1,008.</summary>
    [FieldOffset(16)] public ulong Capacity;

    /// <summary>Topic: messages that stay readable for those who join later; less than the slots.</summary>
    [FieldOffset(24)] public ulong History;

    /// <summary>Ends that can be open at once, 1 to 4,095; 0 = 64.</summary>
    [FieldOffset(32)] public uint Participants;

    /// <summary>Permission bits, as of chmod(2), not masked by umask; 0 = 0600.</summary>
    [FieldOffset(36)] public uint Mode;

    /// <summary>The group that the permission bits speak of: a name from /etc/group, or a number; NULL = the creator's own.</summary>
    [FieldOffset(40), CType("const char *")] public byte* Group;
}

/// <summary>How one end takes part in a channel. Zeroed, it means the defaults.</summary>
[CName("shm_endpoint_options")]
[StructLayout(LayoutKind.Explicit, Size = 56)]
public unsafe struct EndpointOpenOptions
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_endpoint_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>A name for tools to show, UTF-8, at most 63 bytes; may be NULL.</summary>
    [FieldOffset(8), CType("const char *")] public byte* Name;

    /// <summary>The type of the messages; NULL = any bytes.</summary>
    [FieldOffset(16), CType("const shm_type *")] public MessageType* Type;

    /// <summary>Queue consumers: the shape of the queue, if this end may create it too; otherwise NULL.</summary>
    [FieldOffset(24), CType("const shm_channel_options *")] public ChannelCreateOptions* Creation;

    /// <summary>Topic: how many earlier messages to begin with, as far as the channel keeps them.</summary>
    [FieldOffset(32)] public ulong History;

    /// <summary>Receiving ends: nanoseconds to wait for the channel to be created; 0 = not at all; SHM_INFINITE.</summary>
    [FieldOffset(40)] public long WaitNs;

    /// <summary>Users whose memory is trusted besides one's own and root's: names from /etc/passwd, or numbers, with commas between; may be NULL.</summary>
    [FieldOffset(48), CType("const char *")] public byte* Owners;
}

/// <summary>A message that was taken or received.</summary>
[CName("shm_message")]
[StructLayout(LayoutKind.Explicit, Size = 32)]
public unsafe struct ReceivedMessage
{
    /// <summary>
    /// The bytes: in shared memory if the message was taken, where another process may write to them, so check them before they are used and
    /// do not look twice; in the caller's buffer if it was received.
    /// </summary>
    [FieldOffset(0), CType("const void *")] public void* Data;

    /// <summary>Bytes of the whole message, also when the buffer was too short for it.</summary>
    [FieldOffset(8)] public nuint Length;

    /// <summary>The sender's number for it.</summary>
    [FieldOffset(16)] public uint Tag;

    /// <summary>shm_message_flags, or-ed together.</summary>
    [FieldOffset(20)] public uint Flags;

    /// <summary>Tells it from the receiver's other messages, for shm_receiver_release_message.</summary>
    [FieldOffset(24)] public ulong Number;
}
