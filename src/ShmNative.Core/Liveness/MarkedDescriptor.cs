using System.Diagnostics;
using ShmNative.Linux;

namespace ShmNative.Liveness;

/// <summary>
/// A descriptor of a regular file that can be told from whatever has its number later: hosts close descriptors that are not theirs, as daemons
/// close all, and what they open next gets the number. The mark is the description's file position, which we use for nothing else: another
/// description has another position, even if it is of the same file.
/// </summary>
internal sealed class MarkedDescriptor
{
    // Positions that every file system allows, and few files are as long.
    private const long LeastMark = 1L << 30;
    private const uint MarkBits = (1u << 30) - 1;
    private const uint Spread = 2_654_435_761; // odd: different counts have different marks

    private static int s_count = (int)Stopwatch.GetTimestamp();

    private readonly long _mark = LeastMark + (((uint)Interlocked.Increment(ref s_count) * Spread) & MarkBits);

    /// <summary>Marks a description that is shared with nobody.</summary>
    public MarkedDescriptor(int number)
    {
        Number = number;
        _ = LibC.SetPosition(number, _mark);
    }

    public int Number { get; }

    /// <summary>Whether the number is still this description's. Only a host that closes descriptors while we use them can make it another's at once.</summary>
    public bool IsOurs => LibC.Position(Number) == _mark;

    /// <summary>Closes the description, and never the host's.</summary>
    public void Close()
    {
        if (IsOurs)
            _ = LibC.Close(Number);
    }
}
