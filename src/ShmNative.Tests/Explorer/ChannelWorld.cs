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
    private readonly ExploredLocks _locks = new();
    private readonly ExploredSleeper _sleeper = new();

    public ChannelWorld(
        ChannelKind kind, ulong slots, Mutation? mutation, ChannelFlags flags = ChannelFlags.None, ulong history = 0, ulong first = 0,
        bool buffered = false, bool slices = true, int deaths = 1)
    {
        ChannelGeometry geometry = Geometry(kind, slots, flags, history, first);
        World = new World((int)geometry.TotalSize + Words.PrivateSize) { Mutation = mutation ?? new(), Buffered = buffered, Slices = slices, MostDeaths = deaths };
        ChannelFormat.Initialise(World.Memory, geometry, PayloadType.Bytes);
        new Span<byte>(&((ChannelHeader*)World.Memory)->NonceLow, 16).Clear(); // the same bytes in every run
        ((ChannelHeader*)World.Memory)->State = (uint)ChannelState.Ready;
        Map = new ChannelMap(World.Memory, geometry);
    }

    public static ChannelGeometry Geometry(ChannelKind kind, ulong slots, ChannelFlags flags = ChannelFlags.None, ulong history = 0, ulong first = 0) => new()
    {
        Kind = kind,
        Flags = flags,
        ParticipantCount = Words.Participants,
        SlotCount = slots,
        Capacity = 16,
        History = history,
        FirstSequence = kind == ChannelKind.Value ? first + 1 : first,
    };

    public World World { get; }

    public ChannelMap Map { get; }

    /// <summary>Whether senders fence by themselves, because they could not register for membarrier.</summary>
    public bool Fence { get; init; }

    /// <summary>Words of a message: the second, the first one's complement, shows torn ones.</summary>
    public int MessageWords { get; init; } = 1;

    /// <summary>Messages whose commit was begun: the last one of a dead sender may or may not be seen.</summary>
    public Books Begun { get; } = new();

    /// <summary>Messages whose commit returned.</summary>
    public Books Committed { get; } = new();

    /// <summary>What each receiver got, in order.</summary>
    public Books Received { get; } = new();

    /// <summary>What receivers got that somebody else had before, who died.</summary>
    public Books Redelivered { get; } = new();

    // ---- endpoints

    public EndpointContext Enter(int index, ParticipantRole role)
    {
        ParticipantTable<ExploredMemory>.Enter(Map, index, role);
        return Observe(index);
    }

    public EndpointContext Observe(int index) => new(Map, index, _locks, _sleeper, Fence);

    /// <summary>Waits for an entry that somebody else holds, then takes it.</summary>
    public EndpointContext TakeOver(int index, ParticipantRole role)
    {
        World.BeginCall();
        World.BeginAttempt(null);
        while (!ExploredLocks.TryOwn(index))
        {
            World.AwaitChange();
            World.BeginAttempt(null);
        }

        return Enter(index, role);
    }

    /// <summary>Closes a handle: gives back all that it holds, and its entry.</summary>
    public void Leave(int index) => ParticipantTable<ExploredMemory>.Leave(Map, index, _sleeper, new ExploredHold(index));

    public ExclusivePublisher<ExploredMemory> Publisher(int index = 0) => new(Enter(index, ParticipantRole.Sender));

    public ConcurrentPublisher<ExploredMemory> ConcurrentPublisher(int index) => new(Enter(index, ParticipantRole.Sender));

    public Subscriber<ExploredMemory> Subscriber(int index, ulong history = 0) => new(Enter(index, ParticipantRole.Receiver), history);

    public LossySubscriber<ExploredMemory> LossySubscriber(int index, ulong history = 0) => new(Enter(index, ParticipantRole.Receiver), history);

    public Producer<ExploredMemory> Producer(int index) => new(Enter(index, ParticipantRole.Sender));

    public Consumer<ExploredMemory> Consumer(int index) => new(Enter(index, ParticipantRole.Receiver));

    public ValueWriter<ExploredMemory> Writer(int index = 0) => new(Enter(index, ParticipantRole.Sender));

    public ValueReader<ExploredMemory> Reader(int index) => new(Enter(index, ParticipantRole.Receiver));

    // ---- sending

    /// <summary>Sends messages numbered from 1, one after the other; stops when the channel is closed.</summary>
    public void SendAll(Sender<ExploredMemory> sender, int id, int count, int from = 1)
    {
        for (int i = from; i < from + count; i++)
        {
            ClaimAttempt<ExploredMemory> claim = new(sender);
            ShmStatus status = Blocked(sender, ref claim);
            if (status == ShmStatus.Closed)
                return;
            Explore.RequireOk(status);
            Fill(claim.Slot, id, i);
            Commit(sender, id, i);
        }
    }

    /// <summary>Claims, which must be possible, and writes.</summary>
    public void Claim(Sender<ExploredMemory> sender, int id, int number)
    {
        ClaimAttempt<ExploredMemory> claim = new(sender);
        Explore.RequireOk(Blocked(sender, ref claim));
        Fill(claim.Slot, id, number);
    }

    public void Commit(Sender<ExploredMemory> sender, int id, int number)
    {
        Begun.Add(id, Message(id, number));
        Explore.RequireOk(sender.Commit((uint)MessageWords * 8, (uint)number));
        Committed.Add(id, Message(id, number));
    }

    /// <summary>Writes the payload of a claim.</summary>
    public void Fill(SlotHeader* claimed, int id, int number)
    {
        ulong* words = stackalloc ulong[2];
        words[0] = Message(id, number);
        words[1] = ~words[0];
        ExploredMemory.CopyIn(ChannelMap.Payload(claimed), (byte*)words, (nuint)MessageWords * 8);
    }

    // ---- receiving

    /// <summary>Receives until the end of the stream, or until it has so many.</summary>
    public void ReceiveAll(Receiver<ExploredMemory> receiver, int id, int most = int.MaxValue)
    {
        while (Received[id].Count < most)
        {
            TakeAttempt<ExploredMemory> take = new(receiver);
            ShmStatus status = Blocked(receiver, ref take);
            if (status == ShmStatus.Closed)
                return;
            Explore.RequireOk(status);
            Read(take.Message, id);
            Explore.RequireOk(receiver.Release());
        }
    }

    /// <summary>Reads the message that was taken.</summary>
    public void Read(in TakenMessage message, int id)
    {
        ulong* words = stackalloc ulong[2];
        Explore.Require(message.Length == MessageWords * 8, "the length");
        ExploredMemory.CopyOut((byte*)words, message.Payload, (nuint)MessageWords * 8);
        ExploredMemory.FinishCopy(); // they are looked at
        Book(id, words, message.Redelivered);
    }

    /// <summary>A reader that copies, until the end of the stream; messages that it missed are its own business.</summary>
    public void CopyAll(LossyReader<ExploredMemory> reader, int id)
    {
        ulong* words = stackalloc ulong[2];
        while (true)
        {
            CopyAttempt<ExploredMemory> copy = new(reader, (byte*)words, 16, again: false);
            ShmStatus status = Blocked(reader, ref copy);
            if (status == ShmStatus.Closed)
                return;
            if (status == ShmStatus.Lapped)
                continue;
            Explore.RequireOk(status);
            Explore.Require(copy.Message.Length == MessageWords * 8, "the length");
            Book(id, words, redelivered: false);
        }
    }

    private void Book(int id, ulong* words, bool redelivered)
    {
        Explore.Require(MessageWords == 1 || words[1] == ~words[0], "a whole message");
        (redelivered ? Redelivered : Received).Add(id, words[0]);
    }

    /// <summary>Repeats an operation while it is blocked: cleans up as a blocked call does, then sleeps until something changes.</summary>
    public static ShmStatus Blocked<T>(Endpoint<ExploredMemory> endpoint, ref T attempt)
        where T : struct, IAttempt
    {
        World.BeginCall();
        while (true)
        {
            World.BeginAttempt(endpoint);
            ShmStatus status = attempt.Try();
            if (status is not (ShmStatus.Full or ShmStatus.Empty))
                return status;
            if (!endpoint.RemoveObstacles())
                World.AwaitChange();
        }
    }

    /// <summary>The real wait, without an end: what it ends with is known.</summary>
    public static void Await<T>(Endpoint<ExploredMemory> endpoint, ref T attempt, ShmStatus expected)
        where T : struct, IAttempt
    {
        EndWaiter<ExploredMemory> waiter = new(endpoint) { Spins = false, WaitForPeer = true };
        World.BeginCall();
        World.BeginAttempt(waiter);
        ShmStatus status = waiter.Run(ref attempt, ShmConstants.Infinite);
        Explore.Require(status == expected, $"{expected}, not {status}");
    }

    /// <summary>The same for a receiver.</summary>
    public static TakenMessage Await(Receiver<ExploredMemory> receiver, ShmStatus expected)
    {
        TakeAttempt<ExploredMemory> take = new(receiver);
        Await(receiver, ref take, expected);
        return take.Message;
    }

    private static ulong Message(int id, int number) => ((ulong)id << 32) | (uint)number;

    /// <summary>The messages that sender <paramref name="id"/> numbered so.</summary>
    public static IEnumerable<ulong> Messages(int id, int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => Message(id, i));
}

/// <summary>Lists of messages, one for each participant. What a thread books belongs to its testimony.</summary>
internal sealed class Books
{
    private readonly Dictionary<int, List<ulong>> _lists = [];

    public List<ulong> this[int id]
    {
        get
        {
            if (!_lists.TryGetValue(id, out List<ulong>? list))
                _lists.Add(id, list = []);
            return list;
        }
    }

    public void Add(int id, ulong message)
    {
        this[id].Add(message);
        World.Running?.Testify(message);
    }

    public IEnumerable<ulong> All => _lists.Values.SelectMany(list => list);
}
