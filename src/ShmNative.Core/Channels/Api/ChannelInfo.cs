using ShmNative.Fields;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>
/// What a channel is and how it is doing. Counters are read one by one while others work: they need not agree with each other to the last message.
/// </summary>
public sealed record ChannelInfo
{
    /// <summary>Topic, queue or value.</summary>
    public required ChannelKind Kind { get; init; }

    /// <summary>What the creator fixed.</summary>
    public ChannelFlags Flags { get; init; }

    /// <summary>Ready, or retired.</summary>
    public ChannelState State { get; init; }

    /// <summary>Whether a sender said that nothing more comes.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Slots.</summary>
    public long Slots { get; init; }

    /// <summary>Payload bytes that a message can have.</summary>
    public long Capacity { get; init; }

    /// <summary>Topic: messages that stay readable for those who join later.</summary>
    public long History { get; init; }

    /// <summary>Size of the channel's memory in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Ends that can be open at once.</summary>
    public int Participants { get; init; }

    /// <summary>Living senders; null when the channel's locks may not be opened.</summary>
    public int? Senders { get; init; }

    /// <summary>Living receivers, observers not counted; null when the channel's locks may not be opened.</summary>
    public int? Receivers { get; init; }

    /// <summary>Participants that died and were not yet cleaned up after; null when the channel's locks may not be opened.</summary>
    public int? Dead { get; init; }

    /// <summary>Process id of the creator, in its own pid namespace.</summary>
    public int CreatorPid { get; init; }

    /// <summary>User id of the creator.</summary>
    public uint CreatorUid { get; init; }

    /// <summary>Time of creation, nanoseconds since 1970.</summary>
    public long CreationTime { get; init; }

    /// <summary>Messages sent, aborted ones included.</summary>
    public ulong Sent { get; init; }

    /// <summary>Queue: messages taken from its front.</summary>
    public ulong Taken { get; init; }

    /// <summary>Dead participants that were cleaned up after.</summary>
    public ulong Recoveries { get; init; }

    /// <summary>Messages whose sender died while it wrote them.</summary>
    public ulong Aborted { get; init; }

    /// <summary>Queue: messages offered again because their consumer died.</summary>
    public ulong Redelivered { get; init; }

    /// <summary>Queue, at most once: messages dropped because their consumer died.</summary>
    public ulong Dropped { get; init; }

    /// <summary>Topic: messages that the lossy subscribers of now missed.</summary>
    public ulong Lost { get; init; }

    /// <summary>Name of the messages' type as somebody wrote it, with any characters: escape it before it is shown. Empty = any bytes.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>Size of the messages' type in bytes; 0 = any bytes.</summary>
    public ulong TypeSize { get; init; }

    /// <summary>Hash of the type's fields; 0 = not given.</summary>
    public ulong TypeHash { get; init; }

    /// <summary>The fields of the messages' type; null = not given.</summary>
    public FieldLayout? Fields { get; init; }
}

/// <summary>One participant of a channel, as it says of itself; whether it lives, the kernel says.</summary>
public sealed record ParticipantInfo
{
    /// <summary>Its entry in the table.</summary>
    public required int Index { get; init; }

    /// <summary>What it does.</summary>
    public ParticipantRole Role { get; init; }

    /// <summary>Whether it lives; null when the channel's locks may not be opened.</summary>
    public bool? IsAlive { get; init; }

    /// <summary>Process id, in its own pid namespace.</summary>
    public int Pid { get; init; }

    /// <summary>Start time of that process in clock ticks since boot.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Reliable subscriber: messages that were sent and that it has not released.</summary>
    public ulong Behind { get; init; }

    /// <summary>Lossy subscriber: messages that it missed.</summary>
    public ulong Lost { get; init; }

    /// <summary>Its name; may be empty.</summary>
    public string Name { get; init; } = "";
}
