namespace ShmNative.TestHost.Faults;

/// <summary>The messages of these tests: who sent them and which they are stands in the tag, and every byte follows from it.</summary>
internal static class FaultMessages
{
    public const int Capacity = 48;
    public const int Size = 45;

    /// <summary>What take-many, release-many and receive-many are of.</summary>
    public const int Many = 3;

    public const uint Resident = 1;
    public const uint Victim = 2;
    public const uint Corpse = 3;
    public const uint Newcomer = 4;

    public static uint Fill(Span<byte> payload, uint sender, uint sequence)
    {
        uint tag = ChannelPattern.TagOf(sender, sequence);
        ChannelPattern.Fill(payload, tag);
        return tag;
    }
}
