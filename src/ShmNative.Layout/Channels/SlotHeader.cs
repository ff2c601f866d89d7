using System.Runtime.InteropServices;

namespace ShmNative.Layout.Channels;

/// <summary>What stands before each payload. A small message and its state share one cache line: one transfer hands both over.</summary>
[CName("shm_slot", Header = CHeader.Wire)]
[StructLayout(LayoutKind.Explicit, Size = ChannelConstants.SlotHeaderSize)]
public struct SlotHeader
{
    /// <summary><c>[ sequence:48 | owner:12 | phase:4 ]</c>; owner is a participant's index + 1.</summary>
    [FieldOffset(0)] public ulong State;

    /// <summary>Payload bytes.</summary>
    [FieldOffset(8)] public uint Length;

    /// <summary>The user's own number for the message.</summary>
    [FieldOffset(12)] public uint Tag;
}
