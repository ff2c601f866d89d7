using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.TestHost.Soak;

/// <summary>One worker of a soak: <c>soak-worker LEDGER RUN WORKER</c>. It works until the stream ends, or it is killed; now and then it leaves by itself.</summary>
internal sealed unsafe class SoakWorker(SoakLedger ledger, SoakJob job, string address)
{
    private const int MostHeld = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly SoakChannel _channel = SoakChannel.All[job.Channel];
    private readonly WorkerState* _state = ledger.Worker(job.Worker);
    private readonly Random _random = new();
    private readonly EndpointOptions _endpoint = new() { Wait = TimeSpan.FromSeconds(10), WaitForPeer = true, Name = $"soak-{job.Worker}" };

    // Of each sender: the last message seen; until one is, the last that was begun when we joined.
    private readonly ulong[] _last = new ulong[SoakLedger.Senders];
    private readonly HashSet<uint> _seen = [];

    public static int Run(string[] args)
    {
        SoakJob job = SoakJob.All[int.Parse(args[2], CultureInfo.InvariantCulture)];
        string address = SoakChannel.All[job.Channel].AddressOf(int.Parse(args[1], CultureInfo.InvariantCulture));
        using SoakLedger ledger = new(args[0], creates: false);
        SoakWorker worker = new(ledger, job, address);
        try
        {
            worker.Work();
            return 0;
        }
        catch (ShmException exception)
        {
            worker._state->Problem = (int)exception.Status;
            Console.Error.WriteLine($"soak-worker {job}: {exception.Status}: {exception.Message}");
            return 1;
        }
    }

    private void Work()
    {
        int lifetime = _random.Next(20_000, 200_000);
        switch (job.Role)
        {
            case SoakRole.Sender:
                using (ShmSender sender = _channel.OpenSender(address, _endpoint))
                    Send(sender, lifetime);
                break;
            case SoakRole.Receiver when _channel.Kind != ChannelKind.Value:
                using (ShmReceiver receiver = Receiver())
                    Receive(receiver, lifetime);
                break;
            default:
                using (ShmReader reader = Reader())
                    Read(reader, lifetime);
                break;
        }
    }

    private ShmReceiver Receiver() =>
        _channel.Kind == ChannelKind.Topic ? ShmTopic.OpenSubscriber(address, _endpoint) : ShmQueue.OpenConsumer(address, _endpoint);

    private ShmReader Reader() => (_channel.Kind, job.Role) switch
    {
        (ChannelKind.Value, SoakRole.Observer) => ShmValue.OpenObserver(address, _endpoint),
        (ChannelKind.Value, _) => ShmValue.OpenReader(address, _endpoint),
        (_, SoakRole.Observer) => ShmTopic.OpenObserver(address, _endpoint),
        _ => ShmTopic.OpenLossySubscriber(address, _endpoint),
    };

    private void Send(ShmSender sender, int lifetime)
    {
        SenderState* state = ledger.Sender(job.Sender);
        Span<byte> message = stackalloc byte[SoakChannel.Capacity];
        for (int i = 0; i < lifetime && !ledger.IsEnding; i++)
        {
            ulong sequence = ledger.Begin(job.Sender, out Mark old);
            if (_channel.Kind == ChannelKind.Queue && (old & (Mark.Committed | Mark.Taken)) == Mark.Committed)
                _state->Lost++; // at most once: dropped, which the report knows
            int length = SoakMessage.LengthOf(sequence);
            uint tag = SoakMessage.TagOf(job.Sender, sequence);
            ShmStatus status;
            if (sequence % 2 == 0)
            {
                SoakMessage.Fill(message[..length], job.Sender, sequence);
                status = sender.TrySend(message[..length], s_patience, tag);
            }
            else
            {
                status = sender.TryClaim(out ShmSender.Claim claim, s_patience);
                if (status == ShmStatus.Ok)
                {
                    SoakMessage.Fill(claim.Bytes[..length], job.Sender, sequence);
                    if (_random.Next(256) == 0)
                        Thread.Sleep(_random.Next(5)); // some die with a claim
                    if (sequence % 101 == 0)
                        claim.Dispose(); // given up: must not arrive, and is not counted
                    else if (claim.Commit(length, tag) == ShmStatus.Ok)
                        Acknowledge(state, sequence);
                }
            }

            if (status == ShmStatus.Ok && sequence % 2 == 0)
                Acknowledge(state, sequence);
            Beat(status, ShmStatus.Timeout);
            Rest();
        }
    }

    private void Acknowledge(SenderState* state, ulong sequence)
    {
        _ = ledger.Add(job.Sender, sequence, Mark.Committed);
        Volatile.Write(ref state->Committed, sequence);
        _state->Messages++;
    }

    private void Receive(ShmReceiver receiver, int lifetime)
    {
        Join();
        Queue<(uint Sender, ulong Sequence)> held = [];
        for (int i = 0; i < lifetime; i++)
        {
            ShmStatus status = receiver.TryTake(out ShmReceiver.Message message, held.Count > 0 ? TimeSpan.Zero : s_patience);
            Beat(status, ShmStatus.Timeout);
            if (status == ShmStatus.Closed && held.Count == 0)
            {
                Finish();
                return;
            }

            if (status == ShmStatus.Ok && Read(message.Bytes, message.Tag, out uint from, out ulong sequence))
            {
                if (_channel.Kind == ChannelKind.Topic)
                    See(from, sequence, isReliable: true);
                else
                    Take(from, sequence, message.IsRedelivered);
                held.Enqueue((from, sequence));
            }
            else if (status == ShmStatus.Ok)
            {
                held.Enqueue((uint.MaxValue, 0));
            }

            // Some are held for a while, several at once.
            while (held.Count > 0 && (status != ShmStatus.Ok || held.Count == MostHeld || _random.Next(2) == 0))
                Release(receiver, held.Dequeue());
            Rest();
        }
    }

    private void Release(ShmReceiver receiver, (uint Sender, ulong Sequence) message)
    {
        bool isOurs = _channel.Kind != ChannelKind.Queue || message.Sender == uint.MaxValue
            || SoakLedger.TakerOf(ledger.MarkOf(message.Sender, message.Sequence)) == Taker;
        _state->Robbed += isOurs ? 0u : 1;
        _ = receiver.ReleaseOldest();
        if (_channel.Kind == ChannelKind.Queue && message.Sender != uint.MaxValue)
            _ = ledger.Add(message.Sender, message.Sequence, Mark.Released);
    }

    private void Read(ShmReader reader, int lifetime)
    {
        Join();
        byte[] buffer = new byte[SoakChannel.Capacity];
        bool isValue = _channel.Kind == ChannelKind.Value;
        uint writer = isValue ? SoakJob.All.First(other => other.Channel == job.Channel && other.Role == SoakRole.Sender).Sender : 0;
        for (int i = 0; i < lifetime; i++)
        {
            // What was committed before we look is what we must see, or something newer.
            ulong committed = isValue ? Volatile.Read(ref ledger.Sender(writer)->Committed) : 0;
            bool again = isValue && i % 2 == 0;
            ShmStatus status = again ? reader.TryGet(buffer, out int length) : reader.TryReceive(buffer, out length, s_patience);
            if (status == ShmStatus.Closed)
                return;
            if (status == ShmStatus.Empty && committed > 0)
                _state->Lost++;
            if (status == ShmStatus.Ok && Read(buffer.AsSpan(0, length), reader.Tag, out uint from, out ulong sequence))
            {
                if (isValue)
                {
                    _state->Lost += sequence < committed ? 1u : 0;
                    _state->OutOfOrder += sequence < _last[from] ? 1u : 0;
                    _last[from] = sequence;
                }
                else
                {
                    See(from, sequence, isReliable: false);
                }
            }

            Beat(status, ShmStatus.Timeout, ShmStatus.Lapped, ShmStatus.Empty);
            Rest();
        }
    }

    /// <summary>What is begun after this has to arrive, if it is committed.</summary>
    private void Join()
    {
        if (_channel.Kind == ChannelKind.Value)
            return;
        for (uint i = 0; i < SoakLedger.Senders; i++)
            _last[i] = ledger.BegunBy(i);
    }

    private bool Read(ReadOnlySpan<byte> payload, uint tag, out uint sender, out ulong sequence)
    {
        _state->Messages++;
        bool whole = SoakMessage.TryRead(payload, tag, out sender, out sequence)
            && payload.Length == SoakMessage.LengthOf(sequence) && sequence <= ledger.BegunBy(sender);
        _state->Torn += whole ? 0u : 1;
        return whole;
    }

    private void See(uint sender, ulong sequence, bool isReliable)
    {
        // The first may be one that was under way when we joined.
        if (sequence <= _last[sender])
            _state->OutOfOrder += _seen.Contains(sender) ? 1u : 0;
        else if (isReliable)
            _state->Lost += ledger.CountCommitted(sender, _last[sender] + 1, sequence - 1);
        _ = _seen.Add(sender);
        _last[sender] = sequence;
    }

    private void Take(uint sender, ulong sequence, bool again)
    {
        Mark before = ledger.Take(sender, sequence, Taker);
        bool isSecond = (before & Mark.Taken) != 0;
        bool mayBe = !_channel.Options.AtMostOnce && again && (before & Mark.Released) == 0;
        _state->Duplicates += isSecond && !mayBe ? 1u : 0;
        _state->Redelivered += again ? 1u : 0;
    }

    /// <summary>The stream ended: a subscriber has seen everything.</summary>
    private void Finish()
    {
        if (_channel.Kind != ChannelKind.Topic)
            return;
        foreach (SoakJob other in SoakJob.All.Where(other => other.Channel == job.Channel && other.Role == SoakRole.Sender))
            _state->Lost += ledger.CountCommitted(other.Sender, _last[other.Sender] + 1, ledger.BegunBy(other.Sender));
    }

    private uint Taker => (uint)job.Worker + 1;

    private void Beat(ShmStatus status, params ReadOnlySpan<ShmStatus> expected)
    {
        _state->Heartbeat++;
        if (status is not (ShmStatus.Ok or ShmStatus.Closed or ShmStatus.Empty) && !expected.Contains(status))
            throw new ShmException(status, "not expected");
    }

    /// <summary>Slow at times, so that rings fill and run empty.</summary>
    private void Rest()
    {
        int draw = _random.Next(1000);
        if (draw == 0)
            Thread.Sleep(_random.Next(4));
        else if (draw < 40)
            _ = Thread.Yield();
    }
}
