using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>First sequences of a channel.</summary>
internal static class Sequences
{
    public const ulong Zero = 0;

    /// <summary>The third message's sequence no longer fits into a state word.</summary>
    public const ulong NearTheWrap = (1UL << ChannelConstants.SequenceBits) - 2;
}
