using System.Runtime.InteropServices;

namespace ShmNative.TestHost.Soak;

/// <summary>A message: its sender and number, and bytes that follow from both.</summary>
internal static class SoakMessage
{
    public const int HeaderSize = 16;

    public static void Fill(Span<byte> payload, uint sender, ulong sequence)
    {
        MemoryMarshal.Write(payload, (ulong)sender);
        MemoryMarshal.Write(payload[8..], sequence);
        ChannelPattern.Fill(payload[HeaderSize..], TagOf(sender, sequence));
    }

    /// <summary>Whether every byte is right.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, uint tag, out uint sender, out ulong sequence)
    {
        (sender, sequence) = (0, 0);
        if (payload.Length < HeaderSize)
            return false;
        sender = (uint)MemoryMarshal.Read<ulong>(payload);
        sequence = MemoryMarshal.Read<ulong>(payload[8..]);
        return sender < SoakLedger.Senders && tag == TagOf(sender, sequence) && ChannelPattern.Holds(payload[HeaderSize..], tag);
    }

    public static uint TagOf(uint sender, ulong sequence) => (uint)((sequence * SoakLedger.Senders) + sender);

    /// <summary>Lengths differ from message to message.</summary>
    public static int LengthOf(ulong sequence) => HeaderSize + (int)(sequence * 37 % (SoakChannel.Capacity - HeaderSize + 1));
}
