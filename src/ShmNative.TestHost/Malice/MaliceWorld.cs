using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Channels.Values;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.TestHost.Malice;

/// <summary>
/// One channel between guard pages, with participants of every role, and operations on them whose results are checked: pointers inside the slots,
/// lengths within them, every byte touched. Whatever the memory holds, an operation has to come back with a status.
/// </summary>
internal sealed unsafe class MaliceWorld<TMemory> : IDisposable
    where TMemory : struct, ISharedMemory
{
    private const long Patience = 20_000_000; // of the virtual clock
    private const int Sender = 0;
    private const int Observer = Variant.Participants;

    private readonly GuardedMemory _memory;
    private readonly GuardedMemory _private = new(2048);
    private readonly VirtualLocks _locks = new(Variant.Participants);
    private readonly VirtualSleeper _sleeper = new();
    private readonly Endpoint<TMemory>?[] _ends = new Endpoint<TMemory>?[Variant.Participants + 1];
    private readonly EndWaiter<TMemory>?[] _waiters = new EndWaiter<TMemory>?[Variant.Participants + 1];
    private readonly ChannelMap[] _maps = new ChannelMap[Variant.Participants + 1];
    private readonly SortedDictionary<ShmStatus, long> _tally;
    private ChannelKind _kind;

    public MaliceWorld(GuardedMemory memory, SortedDictionary<ShmStatus, long> tally)
    {
        _memory = memory;
        _tally = tally;
    }

    public long Operations { get; private set; }

    /// <summary>Begins anew with a valid channel and its participants.</summary>
    public Corruptor Begin(Variant variant)
    {
        variant.Image.CopyTo(_memory.Bytes);
        EnterAll(variant.Geometry);
        return new(new ChannelMap(_memory.Start, variant.Geometry), _memory.Start, Variant.Size);
    }

    /// <summary>Everybody enters the channel that the memory holds, whatever it is; false when it is refused.</summary>
    public bool TryAttach()
    {
        ShmStatus status = ChannelFormat.Read(_memory.Start, (ulong)_memory.Size, out ChannelGeometry geometry, out _);
        Count(status);
        if (status != ShmStatus.Ok)
            return false;
        _ = PayloadType.Of((ChannelHeader*)_memory.Start);
        EnterAll(geometry);
        return true;
    }

    /// <summary>Any participant does anything that it may.</summary>
    public void Operate(ref Chance chance)
    {
        int index = chance.Below(_ends.Length);
        if (chance.OneIn(24))
            Change(index, chance.Below(3));
        else if (_ends[index] is { } end)
            Count(Use(end, _waiters[index]!, _maps[index], ref chance));
    }

    public void Dispose() => _private.Dispose();

    /// <summary>Everybody leaves, and a creator who may not remove the channel starts it anew.</summary>
    public void End()
    {
        for (int i = 0; i < Variant.Participants; i++)
            Leave(i);
        FreshStart<TMemory>.Begin(_maps[Observer]);
    }

    private void EnterAll(in ChannelGeometry geometry)
    {
        _kind = geometry.Kind;
        Array.Clear(_ends);
        for (int i = 0; i < _ends.Length; i++)
        {
            if (i == Observer || i < geometry.ParticipantCount)
                Enter(i, geometry);
        }
    }

    private void Count(ShmStatus status)
    {
        Operations++;
        _tally[status] = _tally.GetValueOrDefault(status) + 1;
    }

    /// <summary>Leaves, dies, or comes: who comes looks at the header as it is now.</summary>
    private void Change(int index, int how)
    {
        switch (how)
        {
            case 0:
                Leave(index);
                break;
            case 1:
                _ends[index] = null;
                if (index < Observer)
                    _locks.Set(index, false);
                break;
            default:
                ShmStatus status = ChannelFormat.Read(_memory.Start, (ulong)_memory.Size, out ChannelGeometry geometry, out _);
                Count(status);
                if (status == ShmStatus.Ok && geometry.Kind == _kind && (index == Observer || index < geometry.ParticipantCount))
                    Enter(index, geometry);
                break;
        }
    }

    private void Enter(int index, in ChannelGeometry geometry)
    {
        ParticipantRole role = IsSender(index, geometry) ? ParticipantRole.Sender : ParticipantRole.Receiver;
        ChannelMap map = new(_memory.Start, geometry);
        _maps[index] = map;
        _ends[index] = null;
        try
        {
            if (index < Observer)
            {
                _locks.Set(index, true);
                ParticipantTable<TMemory>.Enter(map, index, role);
            }

            EndpointContext context = new(map, index == Observer ? -1 : index, _locks, _sleeper, false);
            _ends[index] = Make(context, geometry, role);
            if (_ends[index] is { } end)
                _waiters[index] = new(end) { Spins = false, WaitForPeer = index % 2 == 0 };
        }
        catch (ShmException exception)
        {
            Count(exception.Status);
            if (index < Observer)
                _locks.Set(index, false);
        }
    }

    private static bool IsSender(int index, in ChannelGeometry geometry) => index == Sender || (index == 1 && !geometry.IsExclusive);

    private static Endpoint<TMemory>? Make(in EndpointContext context, in ChannelGeometry geometry, ParticipantRole role)
    {
        bool sends = role == ParticipantRole.Sender;
        bool copies = context.Index is < 0 or Variant.Participants - 1;
        return geometry.Kind switch
        {
            ChannelKind.Queue when context.Index < 0 => null,
            ChannelKind.Queue => sends ? new Producer<TMemory>(context) : new Consumer<TMemory>(context),
            ChannelKind.Value => sends ? new ValueWriter<TMemory>(context) : new ValueReader<TMemory>(context),
            _ when sends => geometry.IsExclusive ? new ExclusivePublisher<TMemory>(context) : new ConcurrentPublisher<TMemory>(context),
            _ when copies => geometry.IsObservable ? new LossySubscriber<TMemory>(context, 1) : null,
            _ => new Subscriber<TMemory>(context, 1),
        };
    }

    private void Leave(int index)
    {
        if (_ends[index] is not { } end)
            return;
        if (end is Sender<TMemory> { Outstanding: > 0 } sender)
            _ = sender.Abort();
        if (index < Observer)
        {
            Repair<TMemory>.Entry(_maps[index], index);
            _locks.Set(index, false);
        }

        _ends[index] = null;
    }

    private ShmStatus Use(Endpoint<TMemory> end, EndWaiter<TMemory> waiter, in ChannelMap map, ref Chance chance) => end switch
    {
        Sender<TMemory> sender => Send(sender, waiter, map, ref chance),
        Receiver<TMemory> receiver => Receive(receiver, waiter, map, ref chance),
        LossyReader<TMemory> reader => Read(reader, waiter, ref chance),
        _ => throw new InvalidOperationException(),
    };

    private ShmStatus Send(Sender<TMemory> sender, EndWaiter<TMemory> waiter, in ChannelMap map, ref Chance chance)
    {
        int what = chance.Below(32);
        if (what == 0)
            return sender.End();
        if (what < 3)
            return sender.Abort();
        if (what < 12)
            return sender.Commit((uint)chance.Below((int)map.Capacity + 2), (uint)chance.Next());
        if (what < 16)
            return sender.TrySend(_private.Start, (uint)Math.Min(chance.Below((int)map.Capacity + 2), _private.Size), 1);
        ClaimAttempt<TMemory> attempt = new(sender);
        ShmStatus status = waiter.Run(ref attempt, what < 22 ? Patience : 0);
        if (status == ShmStatus.Ok)
            InSlot(map, ChannelMap.Payload(attempt.Slot), map.Capacity).Fill((byte)what);
        return status;
    }

    private static ShmStatus Receive(Receiver<TMemory> receiver, EndWaiter<TMemory> waiter, in ChannelMap map, ref Chance chance)
    {
        int what = chance.Below(8);
        if (what < 3)
            return receiver.Release();
        if (receiver.Outstanding > 200)
            return ShmStatus.Ok;
        TakeAttempt<TMemory> attempt = new(receiver);
        ShmStatus status = waiter.Run(ref attempt, what < 5 ? Patience : 0);
        if (status == ShmStatus.Ok)
            Touch(InSlot(map, attempt.Message.Payload, attempt.Message.Length));
        return status;
    }

    private ShmStatus Read(LossyReader<TMemory> reader, EndWaiter<TMemory> waiter, ref Chance chance)
    {
        // Its end is a guard page: one byte too many would be seen.
        uint size = (uint)chance.Below(_private.Size + 1);
        bool again = reader is ValueReader<TMemory> && chance.OneIn(2);
        CopyAttempt<TMemory> attempt = new(reader, _private.Start + _private.Size - size, size, again);
        ShmStatus status = waiter.Run(ref attempt, chance.OneIn(2) ? 0 : Patience);
        Require(status != ShmStatus.Ok || attempt.Message.Length <= reader.Map.Capacity, "a length within the slot");
        return status;
    }

    private static Span<byte> InSlot(in ChannelMap map, byte* payload, uint length)
    {
        SlotHeader* slot = (SlotHeader*)payload - 1;
        ulong offset = (ulong)((byte*)slot - (byte*)map.Slot(0));
        ulong stride = (ulong)((byte*)map.Slot(1) - (byte*)map.Slot(0));
        Require(slot >= map.Slot(0) && offset % stride == 0 && offset / stride < map.SlotCount, "a slot of the channel");
        Require(length <= map.Capacity, "a length within the slot");
        return new(payload, (int)length);
    }

    private static void Touch(ReadOnlySpan<byte> bytes) => _ = bytes.IndexOf((byte)0xEE);

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"expected {what}");
    }
}
