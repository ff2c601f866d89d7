using ShmNative.Layout;

namespace ShmNative.Segments;

/// <summary>
/// One creation's way through the segments that it finds at its address. Several processes may be about to take one over: those that find
/// another at it look again, for as long as that takes a live process; then they refuse.
/// </summary>
/// <param name="address">For the message.</param>
internal sealed class TakeOverLoop(SegmentAddress address)
{
    private const int MostLooks = 500; // a second: on a busy machine a live process may not run for a while
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private int _looks;

    /// <summary>What was taken over.</summary>
    public string? Notice { get; set; }

    /// <summary>Sleeps a little and returns true if another is at it, false if not; refuses when that lasts.</summary>
    public bool MayRetry(bool isBusy)
    {
        if (!isBusy)
            return false;
        if (++_looks > MostLooks)
            throw new ShmException(ShmStatus.AlreadyExists, $"{address} exists already, and another process or user holds its ownership record");
        Thread.Sleep(s_pause);
        return true;
    }
}
