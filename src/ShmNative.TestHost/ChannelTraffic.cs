using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.TestHost;

/// <summary>Sends and receives checked messages, and says in one line what came of it.</summary>
internal static class ChannelTraffic
{
    /// <summary>Sends messages of one size: copied; with batch=N, so many claimed at once and written in place; with many=N, so many in one call.</summary>
    public static string Send(ShmSender sender, VerbOptions options, uint count)
    {
        if (options.Number("many") is > 0 and long most)
            return SendMany(sender, (int)options.Number("size", 8), (uint)most, count);
        uint number = (uint)options.Number("sender");
        int size = (int)options.Number("size", 8);
        int batch = (int)options.Number("batch");
        TimeSpan timeout = options.Timeout;
        TimeSpan? again = options.Again;
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
                status = Retry(again, () => timeout == TimeSpan.Zero ? sender.TrySend(message, tag) : sender.TrySend(message, timeout, tag));
                sum += status == ShmStatus.Ok ? tag : 0;
                sent += status == ShmStatus.Ok ? 1u : 0;
                continue;
            }

            // With claims outstanding, waiting could be for ourselves: then what there is goes out first.
            bool more = sender.Outstanding < batch && claimed < count;
            ShmStatus claim = more ? Retry(sender.Outstanding == 0 ? again : null, () => Claim(sender, size, tag, timeout)) : ShmStatus.Full;
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
        Tally tally = new(options);
        int batch = (int)options.Number("batch");
        TimeSpan timeout = options.Timeout;
        byte[] message = new byte[receiver.Capacity];
        ShmStatus status = ShmStatus.Ok;
        while (tally.Count < count && status == ShmStatus.Ok)
        {
            status = Retry(receiver.Outstanding == 0 ? options.Again : null, () => Take(receiver, tally, message, batch > 0, timeout));
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
        Tally tally = new(options);
        TimeSpan timeout = options.Timeout;
        byte[] message = new byte[reader.Capacity];
        ShmStatus status = ShmStatus.Ok;
        while (tally.Count < count && status is ShmStatus.Ok or ShmStatus.Lapped)
        {
            int length = 0;
            status = Retry(options.Again, () => reader.TryReceive(message, out length, timeout));
            if (status == ShmStatus.Ok)
                tally.Add(message.AsSpan(0, length), reader.Tag);
            tally.Lapped += status == ShmStatus.Lapped ? 1 : 0;
            options.Pause();
        }

        return tally.ToString(reader.Lost, status);
    }

    /// <summary>A value's newest, once more.</summary>
    public static string Get(ShmReader reader)
    {
        Tally tally = new(new VerbOptions([]));
        byte[] message = new byte[reader.Capacity];
        ShmStatus status = reader.TryGet(message, out int length);
        if (status == ShmStatus.Ok)
            tally.Add(message.AsSpan(0, length), reader.Tag);
        return tally.ToString(0, status);
    }

    /// <summary>As many as there is room for in one call. They carry no tag of their own: the receiver counts.</summary>
    private static unsafe string SendMany(ShmSender sender, int size, uint most, uint count)
    {
        byte[] messages = new byte[size * most];
        ulong sum = 0;
        uint sent = 0;
        ShmStatus status = ShmStatus.Ok;
        while (sent < count && status is ShmStatus.Ok or ShmStatus.Full)
        {
            uint now = Math.Min(most, count - sent);
            for (uint i = 0; i < now; i++)
                ChannelPattern.Fill(messages.AsSpan((int)i * size, size), ChannelPattern.TagOf(0, sent + i));
            fixed (byte* start = messages)
                now = (uint)sender.TrySendMany(start, size, (int)now, out status);
            for (uint i = 0; i < now; i++)
                sum += ChannelPattern.TagOf(0, sent++);
        }

        return $"sent={sent} sum={sum} status={status}";
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

    /// <summary>Polling, or finite timeouts one after the other: again until it is neither full, empty nor late; null: only once.</summary>
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
    private sealed class Tally(VerbOptions options)
    {
        private readonly bool _counts = options.Number("many") > 0;
        private readonly Dictionary<uint, uint> _last = [];
        private ulong _sum;
        private uint _first;
        private long _gaps;
        private long _bad;

        public long Count { get; private set; }

        public long Redelivered { get; set; }

        public long Lapped { get; set; }

        public void Add(ReadOnlySpan<byte> payload, uint tag)
        {
            if (_counts)
                tag = ChannelPattern.TagOf(0, (uint)Count);
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
            $"count={Count} first={_first} gaps={_gaps} bad={_bad} lost={lost} lapped={Lapped} again={Redelivered} sum={_sum} status={status}";
    }
}
