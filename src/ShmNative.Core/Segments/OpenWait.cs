using System.Diagnostics;
using ShmNative.Layout;

namespace ShmNative.Segments;

/// <summary>Waits for a segment to exist and to be finished. No one announces either, so it looks again after short sleeps.</summary>
internal static class OpenWait
{
    private static readonly TimeSpan s_firstSleep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMilliseconds(20);

    /// <summary>The mapped segment, or the reason why not as an exception.</summary>
    public static SegmentMapping Run(SegmentAddress address, bool writable, TimeSpan wait, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan sleep = s_firstSleep;
        while (true)
        {
            ShmException? refusal;
            SegmentMapping? mapping = address.Backend == SegmentBackend.SysV
                ? SysVSegments.TryOpen(address, writable, out refusal)
                : FileSegments.TryOpen(address, writable, out refusal);
            if (mapping is not null)
                return mapping;
            if (wait == TimeSpan.Zero || refusal!.Status is not (ShmStatus.NotFound or ShmStatus.NotReady))
                throw refusal!;

            TimeSpan left = wait == Timeout.InfiniteTimeSpan ? s_longestSleep : wait - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                throw new ShmException(ShmStatus.Timeout, $"after {wait.TotalSeconds} seconds, still: {refusal.Message}");
            if (cancel.WaitHandle.WaitOne(sleep < left ? sleep : left))
                throw new ShmException(ShmStatus.Cancelled, $"the wait for {address} was cancelled");
            sleep = sleep * 2 < s_longestSleep ? sleep * 2 : s_longestSleep;
        }
    }
}
