using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// A receiving end that reads messages where they are: a topic's reliable subscriber or a queue's consumer. Try forms report a status and
/// never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmReceiver : ShmEndpoint
{
    private const int MostMessages = ChannelConstants.MostHeld;

    private readonly Receiver<ProcessorMemory> _core;
    private readonly Subscriber<ProcessorMemory>? _subscriber; // the same, if it is one: known by its class, so its calls are direct
    private readonly bool[] _releasedEarly = new bool[MostMessages];
    private int _early;
    private ulong _taken;
    private ulong _released;

    internal ShmReceiver(Membership membership, Receiver<ProcessorMemory> core)
        : base(membership) => (_core, _subscriber) = (core, core as Subscriber<ProcessorMemory>);

    /// <summary>Messages that were taken and not yet released.</summary>
    public int Outstanding => _core.Outstanding;

    private protected override Endpoint<ProcessorMemory> Core => _core;

    private protected override ParticipantRole PeerRole => ParticipantRole.Sender;

    /// <summary>Takes the next message, to read it in place. It stays the receiver's until it is disposed of.</summary>
    /// <param name="message">The message.</param>
    /// <param name="timeout">How long to wait for one; zero: not at all.</param>
    /// <returns>
    /// OK, EMPTY, CLOSED (the end of the stream), CORRUPT, RETIRED, INVALID_HANDLE, FORKED_CHILD, or INVALID_ARGUMENT when 256 messages are
    /// held already; with a timeout TIMEOUT, NO_PEER (no sender lives) or CANCELLED instead of EMPTY.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus TryTake(out Message message, TimeSpan timeout = default)
    {
        ShmStatus status = Take(timeout);
        message = status == ShmStatus.Ok
            ? new Message(this, _taken - 1, ChannelMap.Payload(_core.Taken), (int)_core.Length, _core.Tag, _core.Redelivered)
            : default;
        return status;
    }

    /// <summary>As <see cref="TryTake"/>; which it is, <see cref="Describe"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus Take(TimeSpan timeout)
    {
        if (_taken - _released == MostMessages && Check() == ShmStatus.Ok)
            return ShmStatus.InvalidArgument;
        ShmStatus status = Next(timeout);
        if (status == ShmStatus.Ok)
            _taken++;
        return status;
    }

    /// <summary>Copies the next message out.</summary>
    /// <param name="destination">Gets the bytes; when it is too short, as many as it holds.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <param name="timeout">How long to wait for one; zero: not at all.</param>
    /// <returns>As <see cref="TryTake"/>, and TOO_LARGE when the message was cut.</returns>
    public ShmStatus TryReceive(Span<byte> destination, out int length, TimeSpan timeout = default)
    {
        fixed (byte* start = destination)
        {
            ShmStatus status = Receive(start, (nuint)destination.Length, timeout);
            length = status == ShmStatus.Ok ? (int)_core.Length : 0;
            return length > destination.Length ? ShmStatus.TooLarge : status;
        }
    }

    /// <summary>Copies the next message out, waiting as long as it takes; null at the end of the stream.</summary>
    /// <exception cref="ShmException">Any result but OK and CLOSED.</exception>
    public byte[]? Receive()
    {
        ShmStatus status = TryTake(out Message message, Timeout.InfiniteTimeSpan);
        if (status == ShmStatus.Closed)
            return null;
        ThrowUnless(status);
        byte[] bytes = message.Bytes.ToArray();
        message.Dispose();
        return bytes;
    }

    /// <summary>Releases the oldest message that is held. For several at once; a single one has its own <see cref="Message.Dispose"/>.</summary>
    /// <returns>OK, or NO_CLAIM when none is held.</returns>
    public ShmStatus ReleaseOldest() => Release(_released);

    /// <summary>
    /// Copies the next message out, as much as there is room for; OK also when it was cut. What it was is told by <see cref="Describe"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus Receive(byte* destination, nuint size, TimeSpan timeout)
    {
        if (_taken != _released)
            return ReceiveBehindHeld(destination, size, timeout);
        ShmStatus status = Next(timeout);
        if (status != ShmStatus.Ok)
            return status;
        PayloadCopy.Copy(destination, ChannelMap.Payload(_core.Taken), nuint.Min(_core.Length, size));
        _taken++;
        FreeOldest();
        return ShmStatus.Ok;
    }

    /// <summary>The newest message that was taken, for C: where it is in its slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Describe(ReceivedMessage* message)
    {
        message->Data = ChannelMap.Payload(_core.Taken);
        message->Length = _core.Length;
        message->Tag = _core.Tag;
        message->Flags = _core.Redelivered ? (uint)MessageFlags.Redelivered : 0;
        message->Number = _taken - 1;
    }

    /// <summary>
    /// Gives a message's slot back. The core releases the oldest first: one that is released early waits for those before it.
    /// </summary>
    /// <returns>OK, or NO_CLAIM for a number of none that is held.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus Release(ulong number)
    {
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            return status;
        if (number != _released || number == _taken)
            return ReleaseEarly(number);
        FreeOldest();
        while (_early > 0 && _releasedEarly[_released % MostMessages])
        {
            _releasedEarly[_released % MostMessages] = false;
            _early--;
            FreeOldest();
        }

        return ShmStatus.Ok;
    }

    /// <summary>Behind others that are held: the slot waits for them.</summary>
    private ShmStatus ReleaseEarly(ulong number)
    {
        if (number < _released || number >= _taken || _releasedEarly[number % MostMessages])
            return ShmStatus.NoClaim;
        Enter();
        _releasedEarly[number % MostMessages] = true;
        _early++;
        Leave();
        return ShmStatus.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FreeOldest()
    {
        Enter();
        _released++;
        _ = _subscriber is { } subscriber ? subscriber.Release() : ReleaseOther();
        Leave();
    }

    /// <summary>Whether it may be used, and the core's next message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus Next(TimeSpan timeout)
    {
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            return status;
        if (timeout != TimeSpan.Zero)
            return WaitFor(timeout);
        Enter();
        status = _subscriber is { } subscriber ? subscriber.TryTakeOrPoll() : NextOfOther();
        Leave();
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus NextOfOther() => _core.TryTakeOrPoll();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus ReleaseOther() => _core.Release();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus ReceiveBehindHeld(byte* destination, nuint size, TimeSpan timeout)
    {
        ShmStatus status = TryTake(out Message message, timeout);
        if (status != ShmStatus.Ok)
            return status;
        PayloadCopy.Copy(destination, message.Pointer, nuint.Min((nuint)message.Length, size));
        message.Dispose();
        return ShmStatus.Ok;
    }

    /// <summary>As <see cref="ShmSender.Lend"/>; INVALID_ARGUMENT also while a message was released before an older one.</summary>
    internal ShmStatus Lend(ref LentReceiver lent)
    {
        ShmStatus status = CheckLendable();
        if (status != ShmStatus.Ok)
            return status;
        if (_early > 0)
            return ShmStatus.InvalidArgument;
        ChannelMap map = Membership.Map;
        lent.Flags = Membership.Context.Fence ? (uint)LentFlags.Fences : 0;
        lent.Header = map.Header;
        lent.Slots = map.Slots;
        lent.Guard = Membership.Guard;
        (lent.Mask, lent.Stride, lent.Capacity) = (map.SlotCount - 1, map.Stride, map.Capacity);
        lent.Entry = map.Participants + Membership.Context.Index;
        lent.Owner = (uint)Membership.Context.Index + 1;
        (lent.Taken, lent.Freed, lent.BlockedTries) = (_taken, _released, _core.BlockedTries);
        IsLent = _core.TryLend(ref lent);
        return IsLent ? ShmStatus.Ok : ShmStatus.WrongKind;
    }

    /// <summary>As <see cref="ShmSender.TakeBack"/>.</summary>
    internal ShmStatus TakeBack(in LentReceiver lent)
    {
        ShmStatus status = CheckLent();
        if (status != ShmStatus.Ok)
            return status;
        if (lent.Freed < _released || lent.Taken < _taken || lent.Taken - lent.Freed > MostMessages || !_core.TryTakeBack(lent))
            return ShmStatus.InvalidArgument;
        (_taken, _released, _core.BlockedTries) = (lent.Taken, lent.Freed, lent.BlockedTries);
        IsLent = false;
        return ShmStatus.Ok;
    }

    /// <summary>A message in its slot.</summary>
    public ref struct Message
    {
        private ShmReceiver? _receiver;

        internal Message(ShmReceiver receiver, ulong number, byte* payload, int length, uint tag, bool redelivered)
        {
            _receiver = receiver;
            Number = number;
            Pointer = payload;
            Length = length;
            Tag = tag;
            IsRedelivered = redelivered;
        }

        /// <summary>The bytes, in shared memory: validate them before they are used, and do not look twice.</summary>
        public readonly ReadOnlySpan<byte> Bytes => _receiver is null ? default : new(Pointer, Length);

        /// <summary>Number of bytes.</summary>
        public int Length { get; }

        /// <summary>The sender's number for it.</summary>
        public uint Tag { get; }

        /// <summary>Queue: whether another consumer had taken it, and died.</summary>
        public bool IsRedelivered { get; }

        internal byte* Pointer { get; }

        /// <summary>Counts the receiver's messages.</summary>
        internal ulong Number { get; }

        /// <summary>Gives the slot back, once; a slot behind others that are still held waits for them.</summary>
        public void Dispose()
        {
            _ = _receiver?.Release(Number);
            _receiver = null;
        }
    }
}
