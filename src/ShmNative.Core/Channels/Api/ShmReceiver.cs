using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// A receiving end that reads messages where they are: a topic's reliable subscriber or a queue's consumer. Try forms report a status and
/// never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmReceiver : ShmEndpoint
{
    private const int MostMessages = ChannelConstants.MostHeld;

    private readonly ReceiverDispatcher _core;
    private readonly bool[] _releasedEarly = new bool[MostMessages];
    private int _early;
    private ulong _taken;
    private ulong _released;

    internal ShmReceiver(Membership membership, Receiver<ProcessorMemory> core, EndpointOptions? options)
        : base(membership, core, options) => _core = new(core);

    /// <summary>Messages that were taken and not yet released.</summary>
    public int Outstanding => _core.Receiver.Outstanding;

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
        ShmStatus status = TakeFor(out TakenMessage taken, Nanoseconds(timeout));
        message = status == ShmStatus.Ok ? new Message(this, _taken - 1, taken) : default;
        return status;
    }

    /// <summary>Takes the next message; waits for one so many nanoseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus TakeFor(out TakenMessage message, long nanoseconds)
    {
        message = default;
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = _taken - _released == MostMessages ? ShmStatus.InvalidArgument : Next(out message, nanoseconds);
        if (status == ShmStatus.Ok)
            _taken++;
        Leave();
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
            ShmStatus status = ReceiveFor(start, (nuint)destination.Length, out TakenMessage message, Nanoseconds(timeout));
            length = status == ShmStatus.Ok ? (int)message.Length : 0;
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

    /// <summary>The number of the newest message that was taken.</summary>
    internal ulong NewestNumber => _taken - 1;

    /// <summary>
    /// Copies the next message out, as much as there is room for; OK also when it was cut. Waits for one so many nanoseconds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus ReceiveFor(byte* destination, nuint size, out TakenMessage message, long nanoseconds)
    {
        if (_taken != _released)
            return ReceiveBehindHeld(destination, size, out message, nanoseconds);
        message = default;
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = Next(out message, nanoseconds);
        if (status == ShmStatus.Ok)
        {
            ProcessorMemory.CopyOut(destination, message.Payload, nuint.Min(message.Length, size));
            _taken++;
            FreeOldest();
        }

        Leave();
        return status;
    }

    /// <summary>
    /// Gives a message's slot back. The core releases the oldest first: one that is released early waits for those before it.
    /// </summary>
    /// <returns>OK, or NO_CLAIM for a number of none that is held.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus Release(ulong number)
    {
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        if (number != _released || number == _taken)
            status = ReleaseEarly(number);
        else
            FreeOldest();
        while (_early > 0 && _releasedEarly[_released % MostMessages])
        {
            _releasedEarly[_released % MostMessages] = false;
            _early--;
            FreeOldest();
        }

        Leave();
        return status;
    }

    /// <summary>Behind others that are held: the slot waits for them.</summary>
    private ShmStatus ReleaseEarly(ulong number)
    {
        if (number < _released || number >= _taken || _releasedEarly[number % MostMessages])
            return ShmStatus.NoClaim;
        _releasedEarly[number % MostMessages] = true;
        _early++;
        return ShmStatus.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FreeOldest()
    {
        _released++;
        _ = _core.Release();
    }

    /// <summary>The core's next message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus Next(out TakenMessage message, long nanoseconds)
    {
        ShmStatus status = _core.TryTake(out message);
        return status.IsBlocked() ? TakeLater(out message, status, nanoseconds) : status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus TakeLater(out TakenMessage message, ShmStatus status, long nanoseconds)
    {
        TakeAttempt<ProcessorMemory> attempt = new(_core.Receiver);
        status = Waiter.Blocked(ref attempt, status, nanoseconds);
        message = attempt.Message;
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus ReceiveBehindHeld(byte* destination, nuint size, out TakenMessage message, long nanoseconds)
    {
        ShmStatus status = TakeFor(out message, nanoseconds);
        if (status != ShmStatus.Ok)
            return status;
        ProcessorMemory.CopyOut(destination, message.Payload, nuint.Min(message.Length, size));
        return Release(_taken - 1);
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
        (lent.Taken, lent.Freed, lent.BlockedTries) = (_taken, _released, Waiter.BlockedTries);
        IsLent = _core.Receiver.TryLend(ref lent);
        return IsLent ? ShmStatus.Ok : ShmStatus.WrongKind;
    }

    /// <summary>As <see cref="ShmSender.TakeBack"/>.</summary>
    internal ShmStatus TakeBack(in LentReceiver lent)
    {
        ShmStatus status = CheckLent();
        if (status != ShmStatus.Ok)
            return status;
        if (lent.Freed < _released || lent.Taken < _taken || lent.Taken - lent.Freed > MostMessages || !_core.Receiver.TryTakeBack(lent))
            return ShmStatus.InvalidArgument;
        (_taken, _released, Waiter.BlockedTries) = (lent.Taken, lent.Freed, lent.BlockedTries);
        IsLent = false;
        return ShmStatus.Ok;
    }

    /// <summary>A message in its slot.</summary>
    public ref struct Message
    {
        private ShmReceiver? _receiver;

        private readonly TakenMessage _taken;

        internal Message(ShmReceiver receiver, ulong number, TakenMessage taken)
        {
            _receiver = receiver;
            Number = number;
            _taken = taken;
        }

        /// <summary>The bytes, in shared memory: validate them before they are used, and do not look twice.</summary>
        public readonly ReadOnlySpan<byte> Bytes => _receiver is null ? default : new(Pointer, Length);

        /// <summary>Number of bytes.</summary>
        public readonly int Length => (int)_taken.Length;

        /// <summary>The sender's number for it.</summary>
        public readonly uint Tag => _taken.Tag;

        /// <summary>Queue: whether another consumer had taken it, and died.</summary>
        public readonly bool IsRedelivered => _taken.Redelivered;

        internal readonly byte* Pointer => _taken.Payload;

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
