using ShmNative.Channels.Storage;
using ShmNative.Channels.Topics;
using ShmNative.Channels.Values;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A receiving end that copies and that nobody waits for: a value's reader, a topic's lossy subscriber, or a read-only observer of either.
/// What it returns was whole. Try forms report a status and never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmReader : ShmEndpoint
{
    private readonly LossyReader<ProcessorMemory> _core;

    internal ShmReader(Membership membership, LossyReader<ProcessorMemory> core)
        : base(membership) => _core = core;

    /// <summary>Topic: messages that were overwritten before they were read, since the start.</summary>
    public long Lost => _core is LossySubscriber<ProcessorMemory> topic ? (long)topic.Lost : 0;

    /// <summary>The newest message's tag.</summary>
    public uint Tag => _core.Tag;

    private protected override Endpoint<ProcessorMemory> Core => _core;

    private protected override ParticipantRole PeerRole => ParticipantRole.Sender;

    /// <summary>Copies the next message of a topic, or a value's newest if it is newer than the last one read.</summary>
    /// <param name="destination">Gets the bytes; when it is too short, as many as it holds.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="timeout">How long to wait for one; zero: not at all.</param>
    /// <returns>
    /// OK, EMPTY, LAPPED (messages were missed, see <see cref="Lost"/>; the next call goes on near the newest), TOO_LARGE (it was cut),
    /// CLOSED, CORRUPT, RETIRED, INVALID_HANDLE, FORKED_CHILD; with a timeout TIMEOUT, NO_PEER or CANCELLED instead of EMPTY.
    /// </returns>
    public ShmStatus TryReceive(Span<byte> destination, out int length, TimeSpan timeout = default) =>
        Receive(destination, out length, timeout, again: false);

    /// <summary>Copies a value's newest message, also when it was read before.</summary>
    /// <returns>As <see cref="TryReceive"/>; EMPTY only while nothing was ever written.</returns>
    public ShmStatus TryGet(Span<byte> destination, out int length)
    {
        length = 0;
        return _core is ValueReader<ProcessorMemory> ? Receive(destination, out length, TimeSpan.Zero, again: true) : ShmStatus.WrongKind;
    }

    private ShmStatus Receive(Span<byte> destination, out int length, TimeSpan timeout, bool again)
    {
        length = 0;
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            return status;
        long nanoseconds = Nanoseconds(timeout);
        Enter();
        if (_core is ValueReader<ProcessorMemory> value)
            value.AgainAllowed = again;
        fixed (byte* start = destination)
            status = _core.Receive(start, (uint)destination.Length, nanoseconds);
        Leave();
        if (status is ShmStatus.Ok or ShmStatus.TooLarge)
            length = (int)_core.Length;
        return status;
    }
}
