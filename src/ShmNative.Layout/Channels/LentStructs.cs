using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>What an end that is lent to shmnative_inline.h has to do besides.</summary>
[Flags]
[CName("shm_lent_flags", MemberPrefix = "SHM_LENT_", Header = CHeader.Lent)]
public enum LentFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A sender says WRITING before it writes: the topic is observable.</summary>
    Marks = 1,

    /// <summary>It has to fence before it looks for sleepers: membarrier(2) was refused.</summary>
    Fences = 2,

    /// <summary>A queue's: slots are taken by compare-and-swap.</summary>
    Queue = 4,

    /// <summary>One of a topic's several publishers: slots are taken by compare-and-swap, as far as the subscribers allow.</summary>
    Concurrent = 8,
}

/// <summary>A sender that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody else writes to it.</summary>
[CName("shm_lent_sender", Header = CHeader.Lent)]
[StructLayout(LayoutKind.Explicit, Size = 240)]
public unsafe struct LentSender
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
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

    /// <summary>The oldest claim, or the next one: a sequence of a topic with one publisher, otherwise a number.</summary>
    [FieldOffset(64)] public ulong Next;

    /// <summary>The next claim.</summary>
    [FieldOffset(72)] public ulong Claimed;

    /// <summary>Topic with one publisher: claims below this need no look at the subscribers, nor whether the channel was removed. Otherwise 0.</summary>
    [FieldOffset(80)] public ulong Limit;

    /// <summary>Its own entry of the participants' table.</summary>
    [FieldOffset(88), CType("shm_participant *")] public void* Entry;

    /// <summary>
    /// Several senders: the sequences that are claimed, that of number n at n modulo SHM_MOST_INLINE. Not if there are more.
    /// </summary>
    [FieldOffset(96)] public fixed ulong Claims[ShmConstants.MostInline];

    /// <summary>Topic with several publishers: sequences below this need no look at the subscribers.</summary>
    [FieldOffset(224)] public ulong Gate;

    /// <summary>Several senders: claims below this need no look at whether the channel was removed.</summary>
    [FieldOffset(232)] public ulong Look;
}

/// <summary>A receiver that was lent: where its channel is, and its private positions. For shmnative_inline.h; nobody else writes to it.</summary>
[CName("shm_lent_receiver", Header = CHeader.Lent)]
[StructLayout(LayoutKind.Explicit, Size = 248)]
public unsafe struct LentReceiver
{
    /// <summary>Size of this struct as the caller knows it; its initialiser sets it.</summary>
    [FieldOffset(0)] public uint StructSize;

    /// <summary>shm_lent_flags, or-ed together.</summary>
    [FieldOffset(4)] public uint Flags;

    /// <summary>Whose it is.</summary>
    [FieldOffset(8), CType("struct shm_receiver *")] public void* Receiver;

    /// <summary>The mapped channel.</summary>
    [FieldOffset(16), CType("shm_channel_header *")] public void* Header;

    /// <summary>Its slots.</summary>
    [FieldOffset(24), CType("uint8_t *")] public byte* Slots;

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

    /// <summary>Topic: the next sequence to be taken.</summary>
    [FieldOffset(72)] public ulong Next;

    /// <summary>Topic: sequences before this were given back.</summary>
    [FieldOffset(80)] public ulong Released;

    /// <summary>Messages taken.</summary>
    [FieldOffset(88)] public ulong Taken;

    /// <summary>Messages released.</summary>
    [FieldOffset(96)] public ulong Freed;

    /// <summary>Queue: what its entry says as intent.</summary>
    [FieldOffset(104)] public ulong Intent;

    /// <summary>Queue: the sequences that are held, that of message n at n modulo SHM_MOST_INLINE. Not if there are more.</summary>
    [FieldOffset(112)] public fixed ulong Held[ShmConstants.MostInline];

    /// <summary>What it writes into the owner bits of a state word.</summary>
    [FieldOffset(240)] public uint Owner;

    /// <summary>Zero.</summary>
    [FieldOffset(244)] public uint Reserved;
}
