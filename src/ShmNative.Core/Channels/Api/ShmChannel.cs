using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.Channels;

/// <summary>Channels of any kind, looked at from outside: read-only, no entry, nobody notices.</summary>
public static unsafe class ShmChannel
{
    /// <summary>What a channel is and how it is doing.</summary>
    /// <param name="address">A bare name (POSIX shared memory) or any form of <see cref="SegmentAddress"/>.</param>
    /// <exception cref="ShmException">
    /// <see cref="ShmStatus.NotFound"/>; <see cref="ShmStatus.NotReady"/>: it is being created; <see cref="ShmStatus.WrongKind"/>: it is no channel;
    /// <see cref="ShmStatus.WrongVersion"/>; <see cref="ShmStatus.Corrupt"/>; <see cref="ShmStatus.InvalidAddress"/>; or <c>-errno</c>.
    /// </exception>
    public static ChannelInfo Stat(string address) => Look(address, ChannelInspector.Info);

    /// <summary>Who takes part in a channel, by ascending entry; observers are not known.</summary>
    /// <param name="address">As for <see cref="Stat"/>.</param>
    /// <exception cref="ShmException">As for <see cref="Stat"/>.</exception>
    public static IReadOnlyList<ParticipantInfo> Participants(string address) => Look(address, ChannelInspector.Participants);

    private delegate T Question<T>(ChannelMemory memory, in ChannelGeometry geometry);

    private static T Look<T>(string address, Question<T> question)
    {
        SegmentAddress place = ChannelAddress.Parse(address);
        using ChannelMemory memory = ChannelMemory.TryMap(place, writable: false, Trust.Any, out int error) ?? throw (error switch
        {
            -Errno.ENOENT => new ShmException(ShmStatus.NotFound, $"there is no channel at {place}"),
            -Errno.EAGAIN => new ShmException(ShmStatus.NotReady, $"the channel at {place} is being created"),
            _ => Refusal.Kernel(error, $"cannot look at the channel {place}"),
        });
        ShmStatus status = ChannelFormat.Read(memory.Data, memory.Size, out ChannelGeometry geometry, out string problem);
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"{place} cannot be looked at: {problem}");
        memory.TryOpenLocks(geometry); // without them, nothing is said of who lives
        return question(memory, geometry);
    }
}
