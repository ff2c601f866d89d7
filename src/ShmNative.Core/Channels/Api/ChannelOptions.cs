
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Segments;

namespace ShmNative.Channels;

/// <summary>What the creator of a channel fixes for its life. They count only for the one who creates it; whoever joins gets what is there.</summary>
public sealed record ChannelOptions
{
    /// <summary>Slots: a power of two, at least 2. 0 = 256, for a value 8.</summary>
    public long Slots { get; init; }

    /// <summary>Payload bytes that a slot holds. 0 = the size of the type, for bytes 1,008.</summary>
    public long Capacity { get; init; }

    /// <summary>Topic: messages that stay readable for those who join later; less than the slots.</summary>
    public long History { get; init; }

    /// <summary>Entries of the participants' table, 1 to 4,095. 0 = 64.</summary>
    public int Participants { get; init; }

    /// <summary>
    /// Permission bits, not masked by umask: any of 0666 with the owner's 0600. Who has the read bit only may observe: for that the channel must
    /// be a value, or an observable topic.
    /// </summary>
    public uint Mode { get; init; } = 0x180; // 0600

    /// <summary>The group that the permission bits speak of: a name from /etc/group, or a number. Empty: the creator's own.</summary>
    public string Group { get; init; } = "";

    /// <summary>Topic: any number of publishers at once, rather than one.</summary>
    public bool Concurrent { get; init; }

    /// <summary>Topic: lossy subscribers and observers are possible. Values always can be observed.</summary>
    public bool Observable { get; init; }

    /// <summary>Queue: what a dead consumer had taken is dropped, rather than given to another.</summary>
    public bool AtMostOnce { get; init; }

    /// <summary>The last clean close leaves the channel, and what is in it, in place.</summary>
    public bool Persistent { get; init; }

    /// <summary>Where sequences start: for tests of their wrap-around.</summary>
    internal ulong FirstSequence { get; init; }

    internal Permissions Permissions => new(Mode, Group.Length == 0 ? null : UserNames.IdOfGroup(Group));

    /// <summary>The geometry, or what is wrong with the wishes.</summary>
    internal ChannelGeometry ToGeometry(ChannelKind kind, PayloadType type)
    {
        long slots = Slots != 0 ? Slots : kind == ChannelKind.Value ? ChannelConstants.DefaultValueSlots : ChannelConstants.DefaultSlots;
        long capacity = Capacity != 0 ? Capacity : type.Size != 0 ? (long)type.Size : ChannelConstants.DefaultCapacity;
        int participants = Participants != 0 ? Participants : ChannelConstants.DefaultParticipants;
        Require(slots is >= 2 and <= ChannelConstants.MaxSlots && long.IsPow2(slots), $"{slots} slots cannot be: use a power of two, at least 2");
        Require(capacity is >= 1 and <= ChannelConstants.MaxCapacity, $"a capacity of {capacity} bytes cannot be: use 1 to {ChannelConstants.MaxCapacity}");
        Require(capacity >= (long)type.Size, $"a capacity of {capacity} bytes cannot hold the {type.Size} of '{type.Name}'");
        Require(participants is >= 1 and <= ChannelConstants.MaxParticipants, $"{participants} participants cannot be: use 1 to {ChannelConstants.MaxParticipants}");
        bool exclusive = kind == ChannelKind.Value || (kind == ChannelKind.Topic && !Concurrent);
        Require(participants >= 2 || !exclusive, "one participant is its sender's; at least one more is needed to receive");
        Require((Mode & ~0x1b6u) == 0 && (Mode & 0x180) == 0x180, $"mode 0{Convert.ToString(Mode, 8)} is refused: use read and write bits (0666) that include the owner's (0600)");
        // Where there are no observers the locks are on the channel itself, and a reader's lock could keep others from repairs and entries.
        Require(kind == ChannelKind.Value || Observable || (Mode & 0x24 & ~(Mode << 1)) == 0,
            $"mode 0{Convert.ToString(Mode, 8)} is refused: it lets users read who may not write, and those can only observe; use a value or an observable topic, or other bits");
        Require(History >= 0 && History < slots, $"a history of {History} messages needs more than {slots} slots");
        Require(kind == ChannelKind.Topic || (History == 0 && !Concurrent && !Observable), "history, concurrent and observable are for topics");
        Require(kind == ChannelKind.Queue || !AtMostOnce, "at most once is for queues");
        return new()
        {
            Kind = kind,
            Flags = (Concurrent ? ChannelFlags.Concurrent : 0) | (Observable ? ChannelFlags.Observable : 0)
                | (AtMostOnce ? ChannelFlags.AtMostOnce : 0) | (Persistent ? ChannelFlags.Persistent : 0),
            ParticipantCount = (uint)participants,
            SlotCount = (ulong)slots,
            Capacity = (uint)capacity,
            SchemaCount = (uint)type.Schema.Length,
            FirstSequence = FirstSequence + (kind == ChannelKind.Value ? 1u : 0),
            History = (ulong)History,
        };
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ShmException(ShmStatus.InvalidArgument, message);
    }
}

/// <summary>How one end takes part in a channel.</summary>
public sealed record EndpointOptions
{
    /// <summary>A name for tools to show, up to 63 bytes of UTF-8.</summary>
    public string Name { get; init; } = "";

    /// <summary>Receivers: how long to wait for the channel to be created. Zero: not at all.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Blocked calls go on when nobody is on the other side, rather than report <see cref="ShmStatus.NoPeer"/>.</summary>
    public bool WaitForPeer { get; init; }

    /// <summary>
    /// A wait ends with <c>-EINTR</c> when its thread handled a signal meanwhile. For hosts with handlers of their own; those that .NET
    /// runs come on other threads, and can use <see cref="ShmEndpoint.Cancel"/>.
    /// </summary>
    public bool Interruptible { get; init; }

    /// <summary>
    /// Checks that one thread at a time uses the end: a call that comes while another thread's is in it does nothing and reports
    /// <see cref="ShmStatus.ConcurrentUse"/>. For finding such a mistake, which otherwise may leave the channel corrupt for everybody; each
    /// call costs some nanoseconds more. <c>SHMNATIVE_CHECK_THREADS=1</c> in the environment does it for all ends of a process, and Debug
    /// builds always do.
    /// </summary>
    public bool CheckThreads { get; init; }

    /// <summary>Topic: how many earlier messages to begin with, as far as the channel keeps them.</summary>
    public long History { get; init; }

    /// <summary>Queue consumers: the shape of the queue, if this end may create it too.</summary>
    public ChannelOptions? Creation { get; init; }

    /// <summary>Users whose memory is trusted besides one's own and root's: names from /etc/passwd, or numbers.</summary>
    public IReadOnlyCollection<string> Owners { get; init; } = [];

    /// <summary>Trusts memory of any user.</summary>
    public bool AnyOwner { get; init; }
}
