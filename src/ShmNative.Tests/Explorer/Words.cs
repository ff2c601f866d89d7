using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer;

/// <summary>Which word of the channel a key is. The worlds' channels have 8 entries, no schema, and slots of 64 bytes.</summary>
internal static class Words
{
    public const uint Participants = 8;

    /// <summary>Bytes behind the channel, for words that are a process' own, and explored all the same.</summary>
    public const int PrivateSize = 64;

    public static readonly long Gate = Header(nameof(ChannelHeader.Gate));
    public static readonly long Head = Header(nameof(ChannelHeader.Head));
    public static readonly long Tail = Header(nameof(ChannelHeader.Tail));
    public static readonly long Latest = Header(nameof(ChannelHeader.Latest));
    public static readonly long Closed = Header(nameof(ChannelHeader.Closed));
    public static readonly long Used = Header(nameof(ChannelHeader.ParticipantsUsed));
    public static readonly long DataFlag = Header(nameof(ChannelHeader.DataFlag));
    public static readonly long DataWord = Header(nameof(ChannelHeader.DataWord));
    public static readonly long SpaceWord = Header(nameof(ChannelHeader.SpaceWord));
    public static readonly long Redelivered = Header(nameof(ChannelHeader.Redelivered));

    private static readonly long Intent = Marshal.OffsetOf<ParticipantEntry>(nameof(ParticipantEntry.Intent));
    private static readonly long Role = Marshal.OffsetOf<ParticipantEntry>(nameof(ParticipantEntry.Role));

    public static bool IsCursor(long key) => InEntry(key) == 0;

    public static bool IsIntent(long key) => InEntry(key) == Intent;

    public static bool IsRole(long key) => InEntry(key) == Role;

    public static long Cursor(int entry) => ChannelConstants.HeaderSize + (entry * ChannelConstants.ParticipantSize);

    /// <summary>The state word of a slot.</summary>
    public static bool IsState(long key)
    {
        long offset = key - (2 * ChannelConstants.HeaderSize);
        return offset >= 0 && offset % ChannelConstants.SlotAlignment == 0;
    }

    public static bool IsState(long key, ulong word, SlotPhase phase) => IsState(key) && SlotWord.Phase(word) == phase;

    private static long InEntry(long key)
    {
        long offset = key - ChannelConstants.HeaderSize;
        return offset is >= 0 and < (Participants * ChannelConstants.ParticipantSize) ? offset % ChannelConstants.ParticipantSize : -1;
    }

    private static long Header(string member) => Marshal.OffsetOf<ChannelHeader>(member);
}
