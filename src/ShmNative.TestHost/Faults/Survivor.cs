using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.TestHost.Faults;

/// <summary>One who goes on: an end, and what became of it, on a thread of its own.</summary>
internal sealed class Survivor : IDisposable
{
    /// <summary>What takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _name;
    private readonly Func<IDisposable> _open;
    private readonly Func<Survivor, ShmStatus> _work;
    private readonly Thread _thread;
    private IDisposable? _end;

    private Survivor(string name, Func<IDisposable> open, Func<Survivor, ShmStatus> work)
    {
        (_name, _open, _work) = (name, open, work);
        _thread = new Thread(Run, 256 * 1024) { IsBackground = true };
    }

    /// <summary>Tags in the order in which they came, each with whether it was given to somebody before.</summary>
    public List<(uint Tag, bool Again)> Got { get; } = [];

    /// <summary>How it ended.</summary>
    public ShmStatus Status { get; private set; } = ShmStatus.Ok;

    /// <summary>Messages sent.</summary>
    public uint Sent { get; private set; }

    /// <summary>What should not have happened.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes all messages until the end of the stream.</summary>
    public static Survivor Receiver(string name, Func<ShmReceiver> open, bool polls) => new(name, open, self => self.Receive((ShmReceiver)self._end!, polls));

    /// <summary>As a receiver, for those who copy.</summary>
    public static Survivor Reader(string name, Func<ShmReader> open, bool polls) => new(name, open, self => self.Read((ShmReader)self._end!, polls));

    /// <summary>Sends so many messages.</summary>
    public static Survivor Sender(string name, ShmSender sender, uint number, uint first, uint count) =>
        new(name, () => sender, self => self.Send(sender, number, first, count));

    /// <summary>Opens its end now; otherwise its thread does.</summary>
    public Survivor Open()
    {
        _end = _open();
        return this;
    }

    public Survivor Start()
    {
        _thread.Start();
        return this;
    }

    /// <summary>Waits until it is done.</summary>
    public Survivor Join()
    {
        if (!_thread.Join(Patience + Patience))
            Problem = "hangs";
        return this;
    }

    public void Dispose() => _end?.Dispose();

    public override string ToString() =>
        $"{_name}: {Status}{(Problem is null ? "" : $" ({Problem})")} sent {Sent} got {string.Join(' ', Got.Select(got => $"{ChannelPattern.SenderOf(got.Tag)}.{ChannelPattern.SequenceOf(got.Tag)}{(got.Again ? "'" : "")}"))}";

    private void Run()
    {
        try
        {
            _end ??= _open();
            Status = _work(this);
        }
        catch (ShmException exception)
        {
            (Status, Problem) = (exception.Status, exception.Message);
        }
    }

    private ShmStatus Receive(ShmReceiver receiver, bool polls)
    {
        long deadline = Deadline;
        while (true)
        {
            ShmStatus status = receiver.TryTake(out ShmReceiver.Message message, polls ? TimeSpan.Zero : Patience);
            if (status == ShmStatus.Ok)
            {
                Check(message.Bytes, message.Tag, message.IsRedelivered);
                message.Dispose();
            }
            else if (!GoesOn(status, deadline))
            {
                return status;
            }
        }
    }

    private ShmStatus Read(ShmReader reader, bool polls)
    {
        byte[] buffer = new byte[FaultMessages.Capacity];
        long deadline = Deadline;
        while (true)
        {
            ShmStatus status = reader.TryReceive(buffer, out int length, polls ? TimeSpan.Zero : Patience);
            if (status == ShmStatus.Ok)
                Check(buffer.AsSpan(0, length), reader.Tag, again: false);
            else if (!GoesOn(status, deadline))
                return status;
        }
    }

    private ShmStatus Send(ShmSender sender, uint number, uint first, uint count)
    {
        Span<byte> message = stackalloc byte[FaultMessages.Size];
        ShmStatus status = ShmStatus.Ok;
        for (; Sent < count; Sent++)
        {
            uint tag = FaultMessages.Fill(message, number, first + Sent);
            status = sender.TrySend(message, Patience, tag);
            if (status != ShmStatus.Ok)
                break;
        }

        return status;
    }

    private void Check(ReadOnlySpan<byte> payload, uint tag, bool again)
    {
        if (payload.Length != FaultMessages.Size || !ChannelPattern.Holds(payload, tag))
            Problem = $"torn: {payload.Length} bytes with tag {tag:x}";
        Got.Add((tag, again));
    }

    private static long Deadline => Environment.TickCount64 + (long)Patience.TotalMilliseconds;

    /// <summary>One who polls comes again; one who was lapped goes on.</summary>
    private static bool GoesOn(ShmStatus status, long deadline)
    {
        if (status != ShmStatus.Empty)
            return status == ShmStatus.Lapped;
        Thread.Sleep(0);
        return Environment.TickCount64 < deadline;
    }
}
