using System.Globalization;
using System.Text;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Soak;

/// <summary>What a channel's header counted.</summary>
internal readonly record struct ChannelCounters(string Name, ulong Recoveries, ulong Aborted, ulong Redelivered, ulong Dropped);

/// <summary>What came of a soak.</summary>
internal sealed unsafe class SoakReport(
    SoakLedger ledger, TimeSpan time, long kills, long stops, long restarts, double[] recoveries, List<string> hung, string? problem, ChannelCounters[] channels)
{
    private static IEnumerable<SoakJob> Jobs => SoakJob.All;

    private long Lost => channels.Select((channel, index) => Math.Max(0, LostOn(index) - (long)channel.Dropped)).Sum();

    public bool IsClean => Lost + Torn + OutOfOrder + Duplicates + Robbed + hung.Count == 0 && problem is null && kills > 0 && Sent > 0;

    private long Sent => Jobs.Where(job => job.Role == SoakRole.Sender).Sum(job => (long)ledger.Worker(job.Worker)->Messages);

    private long Torn => Sum(worker => (long)worker.Torn);

    private long OutOfOrder => Sum(worker => (long)worker.OutOfOrder);

    private long Duplicates => Sum(worker => (long)worker.Duplicates);

    private long Robbed => Sum(worker => (long)worker.Robbed);

    public override string ToString()
    {
        StringBuilder text = new();
        long received = Jobs.Where(job => job.Role != SoakRole.Sender).Sum(job => (long)ledger.Worker(job.Worker)->Messages);
        _ = text.AppendLine(CultureInfo.InvariantCulture,
            $"{time.TotalSeconds:f0} s, {Jobs.Count()} workers on {channels.Length} channels: {kills} killed, {stops} stopped and continued, {restarts} left and came back");
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"{Sent} messages committed, {received} received, {Sum(worker => (long)worker.Redelivered)} of them redelivered");
        foreach (ChannelCounters channel in channels)
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture,
                $"  {channel.Name}: {channel.Recoveries} cleaned up after, {channel.Aborted} claims burnt, {channel.Redelivered} redelivered, {channel.Dropped} dropped");
        }

        _ = text.AppendLine(Recoveries.Describe(recoveries));
        _ = text.AppendLine(CultureInfo.InvariantCulture,
            $"lost {Lost}, torn {Torn}, out of order {OutOfOrder}, duplicates beyond flagged {Duplicates}, robbed {Robbed}, hung {hung.Count}");
        foreach (string one in hung)
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"hung: {one}");
        if (problem is not null)
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"problem: {problem}");
        return text.ToString();
    }

    /// <summary>Committed and never received. What a queue drops, at most once, it counts: that is subtracted.</summary>
    private long LostOn(int channel)
    {
        SoakJob[] jobs = [.. Jobs.Where(job => job.Channel == channel)];
        long seen = jobs.Sum(job => (long)ledger.Worker(job.Worker)->Lost);
        bool isQueue = SoakChannel.All[channel].Kind == ChannelKind.Queue;
        return seen + (!isQueue ? 0 : jobs.Where(job => job.Role == SoakRole.Sender)
            .Sum(job => ledger.MarksOf(job.Sender).LongCount(mark => (mark & (Mark.Committed | Mark.Taken)) == Mark.Committed)));
    }

    private long Sum(Func<WorkerState, long> value) => Jobs.Sum(job => value(*ledger.Worker(job.Worker)));
}
