using System.Runtime.CompilerServices;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>The state word of a slot: <c>[ sequence:48 | owner:12 | phase:4 ]</c>.</summary>
internal static class SlotWord
{
    private const ulong SequenceMask = ulong.MaxValue << ChannelConstants.SequenceShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(ulong sequence, SlotPhase phase, uint owner = 0) =>
        (sequence << ChannelConstants.SequenceShift) | (owner << ChannelConstants.OwnerShift) | (uint)phase;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SlotPhase Phase(ulong word) => (SlotPhase)(word & 0xF);

    /// <summary>The owner: a participant's index + 1, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Owner(ulong word) => (uint)(word >> ChannelConstants.OwnerShift) & 0xFFF;

    /// <summary>
    /// How far the word's sequence is ahead of a sequence: 0 = the same, negative = older. Words carry 48 bits: the signed difference is
    /// right as long as the two are less than 2^47 apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Distance(ulong word, ulong sequence) =>
        (long)((word & SequenceMask) - (sequence << ChannelConstants.SequenceShift)) >> ChannelConstants.SequenceShift;

    /// <summary>Whether a topic's word says that nobody has claimed that sequence yet: it is an older one's, or EMPTY.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUnclaimed(ulong word, ulong sequence) => (long)(word - Pack(sequence, SlotPhase.Empty)) <= 0;

    /// <summary>Whether the word says READY for that sequence, redelivered or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsReady(ulong word, ulong sequence) =>
        (word & ~((ulong)ChannelConstants.RedeliveredOwner << ChannelConstants.OwnerShift)) == Pack(sequence, SlotPhase.Ready);

    /// <summary>The full sequence of a word, as near to <paramref name="near"/> as its 48 bits allow.</summary>
    public static ulong Sequence(ulong word, ulong near) => near + (ulong)Distance(word, near);
}
