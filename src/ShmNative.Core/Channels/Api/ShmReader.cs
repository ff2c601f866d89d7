using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A receiving end that copies and that nobody waits for: a value's reader, a topic's lossy subscriber, or a read-only observer of either.
/// What it returns was whole. Try forms report a status and never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmReader : ShmEndpoint
{
    private readonly LossyReader<ProcessorMemory> _core;

    internal ShmReader(Membership membership, LossyReader<ProcessorMemory> core, EndpointOptions? options)
        : base(membership, core, options) => _core = core;

    /// <summary>Topic: messages that were overwritten before they were read, since the start.</summary>
    public long Lost => (long)_core.Lost;

    /// <summary>The newest message's tag.</summary>
    public uint Tag { get; private set; }

    /// <summary>Copies the next message of a topic, or a value's newest if it is newer than the last one read.</summary>
    /// <param name="destination">Gets the bytes; when it is too short, as many as it holds.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="timeout">How long to wait for one; zero: not at all.</param>
    /// <returns>
    /// OK, EMPTY, LAPPED (messages were missed, see <see cref="Lost"/>; the next call goes on near the newest), TOO_LARGE (it was cut),
    /// CLOSED, CORRUPT, RETIRED, INVALID_HANDLE, FORKED_CHILD; with a timeout TIMEOUT, NO_PEER or CANCELLED instead of EMPTY.
    /// </returns>
    public ShmStatus TryReceive(Span<byte> destination, out int length, TimeSpan timeout = default) =>
        ReceiveFor(destination, out length, Nanoseconds(timeout), again: false);

    /// <summary>Copies a value's newest message, also when it was read before.</summary>
    /// <returns>As <see cref="TryReceive"/>; EMPTY only while nothing was ever written.</returns>
    public ShmStatus TryGet(Span<byte> destination, out int length)
    {
        length = 0;
        return _core.KeepsNewest ? ReceiveFor(destination, out length, 0, again: true) : ShmStatus.WrongKind;
    }

    /// <summary>As the public forms; waits so many nanoseconds.</summary>
    internal ShmStatus ReceiveFor(Span<byte> destination, out int length, long nanoseconds, bool again)
    {
        length = 0;
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        CopiedMessage message;
        fixed (byte* start = destination)
        {
            CopyAttempt<ProcessorMemory> attempt = new(_core, start, (uint)destination.Length, again);
            status = Waiter.Run(ref attempt, nanoseconds);
            message = attempt.Message;
        }

        Leave();
        if (status != ShmStatus.Ok)
            return status;
        (length, Tag) = ((int)message.Length, message.Tag);
        return length > destination.Length ? ShmStatus.TooLarge : ShmStatus.Ok;
    }
}
