using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.TestHost;

/// <summary>Sends and receives checked messages, and says in one line what came of it.</summary>
internal static class ChannelTraffic
{
    /// <summary>Sends messages of one size: copied, or, with a batch, so many claimed at once and written in place.</summary>
    public static string Send(ShmSender sender, VerbOptions options, uint count)
    {
        uint number = (uint)options.Number("sender");
        int size = (int)options.Number("size", 8);
        int batch = (int)options.Number("batch");
        TimeSpan timeout = options.Timeout;
        byte[] message = new byte[size];
        ulong sum = 0;
        uint sent = 0, claimed = 0;
        ShmStatus status = ShmStatus.Ok;
        while (sent < count && status == ShmStatus.Ok)
        {
            uint tag = ChannelPattern.TagOf(number, batch == 0 ? sent : claimed);
            if (batch == 0)
            {
                ChannelPattern.Fill(message, tag);
                status = Retry(timeout, () => timeout == TimeSpan.Zero ? sender.TrySend(message, tag) : sender.TrySend(message, timeout, tag));
                sum += status == ShmStatus.Ok ? tag : 0;
                sent += status == ShmStatus.Ok ? 1u : 0;
                continue;
            }

            // With claims outstanding, waiting could be for ourselves: then what there is goes out first.
            bool more = sender.Outstanding < batch && claimed < count;
            ShmStatus claim = more ? Retry(sender.Outstanding == 0 ? timeout : null, () => Claim(sender, size, tag, timeout)) : ShmStatus.Full;
            claimed += claim == ShmStatus.Ok ? 1u : 0;
            if (claim == ShmStatus.Ok)
                continue;
            if (claim != ShmStatus.Full && sender.Outstanding == 0)
                status = claim;
            while (sender.Outstanding > 0 && status == ShmStatus.Ok)
            {
                tag = ChannelPattern.TagOf(number, sent);
                status = sender.CommitOldest(size, tag);
                sum += tag;
                sent++;
            }
        }

        return $"sent={sent} sum={sum} status={status}";
    }

    /// <summary>Receives and checks messages until there were so many, or the stream ends.</summary>
    public static string Receive(ShmReceiver receiver, VerbOptions options, long count)
    {
        Tally tally = new();
        int batch = (int)options.Number("batch");
        TimeSpan timeout = options.Timeout;
        byte[] message = new byte[receiver.Capacity];
        ShmStatus status = ShmStatus.Ok;
        while (tally.Count < count && status == ShmStatus.Ok)
        {
            status = Retry(receiver.Outstanding == 0 ? timeout : null, () => Take(receiver, tally, message, batch > 0, timeout));
            if (receiver.Outstanding < batch && status == ShmStatus.Ok && tally.Count < count)
                continue;
            bool nothingMore = receiver.Outstanding > 0 && status == ShmStatus.Empty;
            while (receiver.Outstanding > 0)
                _ = receiver.ReleaseOldest();
            status = nothingMore ? ShmStatus.Ok : status;
            options.Pause();
        }

        return tally.ToString(0, status);
    }

    /// <summary>As for a receiver; what is lapped is counted.</summary>
    public static string Read(ShmReader reader, VerbOptions options, long count)
    {
        Tally tally = new();
        TimeSpan timeout = options.Timeout;
        byte[] message = new byte[reader.Capacity];
        ShmStatus status = ShmStatus.Ok;
        while (tally.Count < count && status is ShmStatus.Ok or ShmStatus.Lapped)
        {
            int length = 0;
            status = Retry(timeout, () => reader.TryReceive(message, out length, timeout));
            if (status == ShmStatus.Ok)
                tally.Add(message.AsSpan(0, length), reader.Tag);
            options.Pause();
        }

        return tally.ToString(reader.Lost, status);
    }

    private static ShmStatus Claim(ShmSender sender, int size, uint tag, TimeSpan timeout)
    {
        ShmStatus status = sender.TryClaim(out ShmSender.Claim claim, sender.Outstanding == 0 ? timeout : TimeSpan.Zero);
        if (status == ShmStatus.Ok)
            ChannelPattern.Fill(claim.Bytes[..size], tag);
        return status;
    }

    private static ShmStatus Take(ShmReceiver receiver, Tally tally, byte[] copy, bool inPlace, TimeSpan timeout)
    {
        ShmStatus status = receiver.TryTake(out ShmReceiver.Message message, receiver.Outstanding == 0 ? timeout : TimeSpan.Zero);
        if (status != ShmStatus.Ok)
            return status;
        tally.Redelivered += message.IsRedelivered ? 1 : 0;
        if (inPlace)
        {
            tally.Add(message.Bytes, message.Tag);
            return status;
        }

        message.Bytes.CopyTo(copy);
        tally.Add(copy.AsSpan(0, message.Length), message.Tag);
        message.Dispose();
        return status;
    }

    /// <summary>Polling, or finite timeouts one after the other: again until it is neither full, empty nor late. Null: only once.</summary>
    private static ShmStatus Retry(TimeSpan? timeout, Func<ShmStatus> attempt)
    {
        while (true)
        {
            ShmStatus status = attempt();
            if (timeout is null || timeout == Timeout.InfiniteTimeSpan || status is not (ShmStatus.Full or ShmStatus.Empty or ShmStatus.Timeout))
                return status;
            _ = Thread.Yield();
        }
    }

    /// <summary>What was received: bad are messages with a wrong byte or out of their sender's order.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<uint, uint> _last = [];
        private ulong _sum;
        private uint _first;
        private long _gaps;
        private long _bad;

        public long Count { get; private set; }

        public long Redelivered { get; set; }

        public void Add(ReadOnlySpan<byte> payload, uint tag)
        {
            uint sender = ChannelPattern.SenderOf(tag), sequence = ChannelPattern.SequenceOf(tag);
            if (Count == 0)
                _first = sequence;
            bool known = _last.TryGetValue(sender, out uint last);
            if (!ChannelPattern.Holds(payload, tag) || (known && sequence <= last))
                _bad++;
            _gaps += known ? sequence - last - 1L : 0;
            _last[sender] = sequence;
            _sum += tag;
            Count++;
        }

        public string ToString(long lost, ShmStatus status) =>
            $"count={Count} first={_first} gaps={_gaps} bad={_bad} lost={lost} again={Redelivered} sum={_sum} status={status}";
    }
}
