using System.Runtime.InteropServices;

namespace ShmNative.TestHost;

/// <summary>Bytes that follow from a sender's number and a message's: whoever knows the tag can check every byte of the payload.</summary>
internal static class ChannelPattern
{
    private const int SequenceBits = 24;

    public static uint TagOf(uint sender, uint sequence) => (sender << SequenceBits) | sequence;

    public static uint SenderOf(uint tag) => tag >> SequenceBits;

    public static uint SequenceOf(uint tag) => tag & ((1u << SequenceBits) - 1);

    public static void Fill(Span<byte> payload, uint tag)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(payload);
        ulong word = Start(tag);
        for (int i = 0; i < words.Length; i++, word = Next(word))
            words[i] = word;
        for (int i = words.Length * sizeof(ulong); i < payload.Length; i++, word >>= 8)
            payload[i] = (byte)word;
    }

    public static bool Holds(ReadOnlySpan<byte> payload, uint tag)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(payload);
        ulong word = Start(tag);
        for (int i = 0; i < words.Length; i++, word = Next(word))
        {
            if (words[i] != word)
                return false;
        }

        for (int i = words.Length * sizeof(ulong); i < payload.Length; i++, word >>= 8)
        {
            if (payload[i] != (byte)word)
                return false;
        }

        return true;
    }

    private static ulong Start(uint tag) => Next(tag * 0x9E3779B97F4A7C15);

    private static ulong Next(ulong word)
    {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        return word + 0x9E3779B97F4A7C15;
    }
}
