using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>What an end that is lent to shmnative_inline.h has to do besides.</summary>
[Flags]
[CName("shm_lent_flags", MemberPrefix = "SHM_LENT_")]
public enum LentFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A sender says WRITING before it writes: the topic is observable.</summary>
    Marks = 1,

    /// <summary>It has to fence before it looks for sleepers: membarrier(2) was refused.</summary>
    Fences = 2,
}

/// <summary>A sender that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody else writes to it.</summary>
[CName("shm_lent_sender")]
[StructLayout(LayoutKind.Explicit, Size = 96)]
public unsafe struct LentSender
{
    /// <summary>Size of this struct as the caller knows it; set it before the call.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_lent_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>Whose it is.</summary>
    [FieldOffset(8), CType("struct shm_sender *")] public void* Sender;

    /// <summary>The mapped channel.</summary>
    [FieldOffset(16), CType("shm_channel_header *")] public void* Header;

    /// <summary>Its slots.</summary>
    [FieldOffset(24), CType("uint8_t *")] public byte* Slots;

    /// <summary>A byte that is 0 in a forked child.</summary>
    [FieldOffset(32), CType("const volatile uint8_t *")] public byte* Guard;

    /// <summary>Slots - 1.</summary>
    [FieldOffset(40)] public ulong Mask;

    /// <summary>Payload bytes that a slot holds.</summary>
    [FieldOffset(48)] public ulong Capacity;

    /// <summary>Bytes from one slot to the next.</summary>
    [FieldOffset(56)] public uint Stride;

    /// <summary>What it writes into the owner bits of a state word.</summary>
    [FieldOffset(60)] public uint Owner;

    /// <summary>The oldest claim, or the next one.</summary>
    [FieldOffset(64)] public ulong Next;

    /// <summary>The next claim.</summary>
    [FieldOffset(72)] public ulong Claimed;

    /// <summary>Claims below this need no look at the subscribers.</summary>
    [FieldOffset(80)] public ulong Limit;

    /// <summary>Zero.</summary>
    [FieldOffset(88)] public ulong Reserved;
}

/// <summary>A receiver that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody else writes to it.</summary>
[CName("shm_lent_receiver")]
[StructLayout(LayoutKind.Explicit, Size = 112)]
public unsafe struct LentReceiver
{
    /// <summary>Size of this struct as the caller knows it; set it before the call.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_lent_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>Whose it is.</summary>
    [FieldOffset(8), CType("struct shm_receiver *")] public void* Receiver;

    /// <summary>The mapped channel.</summary>
    [FieldOffset(16), CType("shm_channel_header *")] public void* Header;

    /// <summary>Its slots.</summary>
    [FieldOffset(24), CType("const uint8_t *")] public byte* Slots;

    /// <summary>A byte that is 0 in a forked child.</summary>
    [FieldOffset(32), CType("const volatile uint8_t *")] public byte* Guard;

    /// <summary>Its own entry of the participants' table.</summary>
    [FieldOffset(40), CType("shm_participant *")] public void* Entry;

    /// <summary>Slots - 1.</summary>
    [FieldOffset(48)] public ulong Mask;

    /// <summary>Payload bytes that a slot holds.</summary>
    [FieldOffset(56)] public ulong Capacity;

    /// <summary>Bytes from one slot to the next.</summary>
    [FieldOffset(64)] public uint Stride;

    /// <summary>Looks that found nothing since the library looked why.</summary>
    [FieldOffset(68)] public uint BlockedTries;

    /// <summary>The next sequence to be taken.</summary>
    [FieldOffset(72)] public ulong Next;

    /// <summary>Sequences before this were given back.</summary>
    [FieldOffset(80)] public ulong Released;

    /// <summary>Messages taken.</summary>
    [FieldOffset(88)] public ulong Taken;

    /// <summary>Messages released.</summary>
    [FieldOffset(96)] public ulong Freed;

    /// <summary>Zero.</summary>
    [FieldOffset(104)] public ulong Reserved;
}
