using ShmNative.Channels;
using ShmNative.Channels.Queues;
using ShmNative.Channels.Topics;
using ShmNative.Channels.Values;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer;

/// <summary>A world with one channel in it: makes endpoints, and keeps the books of what was sent and received.</summary>
internal sealed unsafe class ChannelWorld
{
    private readonly ChannelMap _map;
    private readonly ExploredLocks _locks = new();
    private readonly ExploredSleeper _sleeper = new();

    public ChannelWorld(World world, in ChannelGeometry geometry)
    {
        World = world;
        ChannelFormat.Initialise(world.Memory, geometry, PayloadType.Bytes);
        ((ChannelHeader*)world.Memory)->State = (uint)ChannelState.Ready;
        _map = new ChannelMap(world.Memory, geometry);
    }

    public World World { get; }

    public ChannelHeader* Header => _map.Header;

    public ChannelMap Map => _map;

    /// <summary>Messages whose commit was begun, in the order of each sender: the last one of a dead sender may or may not be seen.</summary>
    public Dictionary<int, List<ulong>> Begun { get; } = [];

    /// <summary>Messages whose commit returned.</summary>
    public Dictionary<int, List<ulong>> Committed { get; } = [];

    /// <summary>What each receiver got, in order.</summary>
    public Dictionary<int, List<ulong>> Received { get; } = [];

    public static ChannelGeometry Geometry(ChannelKind kind, ulong slots, ChannelFlags flags = ChannelFlags.None, ulong history = 0, ulong first = 0) => new()
    {
        Kind = kind,
        Flags = flags,
        ParticipantCount = 8,
        SlotCount = slots,
        Capacity = 16,
        History = history,
        FirstSequence = kind == ChannelKind.Value ? first + 1 : first,
    };

    /// <summary>Bytes that such a channel needs.</summary>
    public static int SizeOf(in ChannelGeometry geometry) => (int)geometry.TotalSize;

    public EndpointContext Enter(int index, ParticipantRole role)
    {
        ParticipantTable<ExploredMemory>.Enter(_map, index, role);
        return Observe(index);
    }

    /// <summary>Waits for an entry that somebody else holds, then takes it.</summary>
    public EndpointContext TakeOver(int index, ParticipantRole role)
    {
        while (true)
        {
            World.BeginAttempt();
            if (_locks.TryLock(index))
                return Enter(index, role);
            _locks.IsHeld(index);
            World.AwaitChange();
        }
    }

    public EndpointContext Observe(int index) => new(_map, index, _locks, _sleeper, Fence: false);

    public ExclusivePublisher<ExploredMemory> Publisher(int index = 0) => new(Enter(index, ParticipantRole.Sender));

    public ConcurrentPublisher<ExploredMemory> ConcurrentPublisher(int index) => new(Enter(index, ParticipantRole.Sender));

    public Subscriber<ExploredMemory> Subscriber(int index, ulong history = 0) => new(Enter(index, ParticipantRole.Receiver), history);

    public LossySubscriber<ExploredMemory> LossySubscriber(int index, ulong history = 0) => new(Enter(index, ParticipantRole.Receiver), history);

    public Producer<ExploredMemory> Producer(int index) => new(Enter(index, ParticipantRole.Sender));

    public Consumer<ExploredMemory> Consumer(int index) => new(Enter(index, ParticipantRole.Receiver));

    public ValueWriter<ExploredMemory> Writer(int index = 0) => new(Enter(index, ParticipantRole.Sender));

    public ValueReader<ExploredMemory> Reader(int index) => new(Enter(index, ParticipantRole.Receiver));

    /// <summary>Sends messages numbered from 1, waiting for room by looking again when something changed.</summary>
    public void SendAll(Sender<ExploredMemory> sender, int id, int count, int from = 1)
    {
        for (int i = from; i < from + count; i++)
        {
            ShmStatus status = Blocked(sender, sender.TryClaim);
            if (status == ShmStatus.Closed)
                return;
            RequireOk(status);
            Write(sender, id, (ulong)i);
        }
    }

    /// <summary>Writes and commits the message of a claim.</summary>
    public void Write(Sender<ExploredMemory> sender, int id, ulong number)
    {
        ulong* words = stackalloc ulong[2];
        ulong message = ((ulong)id << 32) | number;
        words[0] = message;
        words[1] = ~message;
        ExploredMemory.CopyIn(ChannelMap.Payload(sender.Claimed), (byte*)words, 16);
        Book(Begun, id).Add(message);
        RequireOk(sender.Commit(16, (uint)number));
        Book(Committed, id).Add(message);
    }

    /// <summary>Takes messages until <paramref name="enough"/> says so, looking again when something changed.</summary>
    public ShmStatus ReceiveUntil(Receiver<ExploredMemory> receiver, int id, Func<List<ulong>, bool> enough)
    {
        while (!enough(Book(Received, id)))
        {
            ShmStatus status = Blocked(receiver, receiver.TryTake);
            if (status != ShmStatus.Ok)
                return status;
            Read(receiver, id);
        }

        return ShmStatus.Ok;
    }

    /// <summary>Reads the message that was taken, checks that it is whole, and releases it.</summary>
    public void Read(Receiver<ExploredMemory> receiver, int id)
    {
        ulong* words = stackalloc ulong[2];
        Explore.Require(receiver.Length == 16, "a length of 16");
        ExploredMemory.CopyOut((byte*)words, ChannelMap.Payload(receiver.Taken), 16);
        Explore.Require(words[1] == ~words[0], "a whole message");
        Book(Received, id).Add(words[0]);
        RequireOk(receiver.Release());
    }

    /// <summary>A reader that copies: the message, or null when there was none.</summary>
    public static ulong? Copy(LossyReader<ExploredMemory> reader, out ShmStatus status)
    {
        ulong* words = stackalloc ulong[2];
        status = reader.Receive((byte*)words, 16, 0);
        if (status != ShmStatus.Ok)
            return null;
        Explore.Require(words[1] == ~words[0], "a whole message");
        return words[0];
    }

    /// <summary>Repeats an operation while it is blocked: cleans up as a blocked call does, then sleeps until something changes.</summary>
    public static ShmStatus Blocked(Endpoint<ExploredMemory> endpoint, Func<ShmStatus> attempt)
    {
        while (true)
        {
            World.BeginAttempt();
            ShmStatus status = attempt();
            if (status is not (ShmStatus.Full or ShmStatus.Empty))
                return status;
            if (!endpoint.RemoveObstacles())
                World.AwaitChange();
        }
    }

    private static void RequireOk(ShmStatus status) => Explore.Require(status == ShmStatus.Ok, $"OK, not {status}");

    public static List<ulong> Book(Dictionary<int, List<ulong>> books, int id)
    {
        if (!books.TryGetValue(id, out List<ulong>? book))
            books.Add(id, book = []);
        return book;
    }

    /// <summary>The messages that sender <paramref name="id"/> numbered so.</summary>
    public static IEnumerable<ulong> Messages(int id, int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => ((ulong)id << 32) | (uint)i);
}
