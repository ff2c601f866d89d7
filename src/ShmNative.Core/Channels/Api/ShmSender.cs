using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// The sending end of a channel for messages of any bytes: a topic's publisher, a queue's producer or a value's writer. Try forms report
/// a status and never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmSender : ShmEndpoint
{
    private readonly SenderDispatcher _core;
    private ulong _claims;

    internal ShmSender(Membership membership, Sender<ProcessorMemory> core, EndpointOptions? options)
        : base(membership, core, options) => _core = new(core);

    /// <summary>Claims that were made and not yet committed.</summary>
    public int Outstanding => _core.Outstanding;

    /// <summary>
    /// Messages that were sent, by anybody, and that somebody has still to take: on a topic those before the slowest reliable subscriber that lives, on a
    /// queue those that no consumer has released. A value has none. A snapshot, for ends and tools; it looks at every participant or slot.
    /// </summary>
    public long Pending
    {
        get
        {
            ThrowUnless(Check());
            return (long)ChannelProgress<ProcessorMemory>.Pending(Membership.Context);
        }
    }

    /// <summary>Topic: messages that a subscriber which was killed had still to take.</summary>
    internal long Abandoned => (long)ChannelProgress<ProcessorMemory>.Abandoned(Membership.Context);

    /// <summary>Other senders that live.</summary>
    internal int OtherSenders => ChannelProgress<ProcessorMemory>.CountOthers(Membership.Context, ParticipantRole.Sender);

    /// <summary>
    /// Whether no living sender stands before this one in the table. Of several senders exactly one is the first: it is the one who can end the
    /// stream for all, once it is alone.
    /// </summary>
    internal bool IsFirstSender => ChannelProgress<ProcessorMemory>.IsFirst(Membership.Context, ParticipantRole.Sender);

    /// <summary>One sender only: whether a receiver is or was in the table.</summary>
    internal bool HadReceivers => ParticipantTable<ProcessorMemory>.Used(Membership.Map) > 1;

    /// <summary>Sends a message if there is room now.</summary>
    /// <param name="payload">The bytes; they are copied once, into the slot.</param>
    /// <param name="tag">A number of the user's own that travels with it.</param>
    /// <returns>
    /// OK, FULL, CLOSED, TOO_LARGE, RETIRED, CORRUPT, INVALID_HANDLE, FORKED_CHILD, or INVALID_ARGUMENT while a claim is outstanding.
    /// </returns>
    public ShmStatus TrySend(ReadOnlySpan<byte> payload, uint tag = 0)
    {
        fixed (byte* start = payload)
            return SendFor(start, (uint)payload.Length, tag, 0);
    }

    /// <summary>Sends a message, waiting for room.</summary>
    /// <returns>As without a timeout, and TIMEOUT, NO_PEER (nobody lives who could make room) or CANCELLED instead of FULL.</returns>
    public ShmStatus TrySend(ReadOnlySpan<byte> payload, TimeSpan timeout, uint tag = 0)
    {
        fixed (byte* start = payload)
            return SendFor(start, (uint)payload.Length, tag, Nanoseconds(timeout));
    }

    /// <summary>Sends a message, waiting as long as it takes.</summary>
    /// <exception cref="ShmException">Any result but OK.</exception>
    public void Send(ReadOnlySpan<byte> payload, uint tag = 0) => ThrowUnless(TrySend(payload, Timeout.InfiniteTimeSpan, tag));

    /// <summary>Sends a message; waits for room so many nanoseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus SendFor(byte* payload, uint length, uint tag, long nanoseconds)
    {
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = _core.TrySend(payload, length, tag);
        if (status.IsBlocked())
            status = SendLater(payload, length, tag, status, nanoseconds);
        Leave();
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus SendLater(byte* payload, uint length, uint tag, ShmStatus status, long nanoseconds)
    {
        SendAttempt<ProcessorMemory> attempt = new(_core.Sender, payload, length, tag);
        return Waiter.Blocked(ref attempt, status, nanoseconds);
    }

    /// <summary>Sends messages of one size that stand one behind the other, as many as there is room for now.</summary>
    internal int TrySendMany(byte* messages, int size, int count, out ShmStatus status)
    {
        Sender<ProcessorMemory> core = _core.Sender;
        int sent = 0;
        status = size > Capacity ? ShmStatus.TooLarge : core.Outstanding != 0 ? ShmStatus.InvalidArgument : Enter();
        if (status != ShmStatus.Ok)
            return sent;
        while (sent < count && status == ShmStatus.Ok)
        {
            int claimed = 0;
            for (; sent + claimed < count && claimed < core.MostOutstanding; claimed++)
            {
                status = core.TryClaim(out SlotHeader* slot);
                if (status.IsBlocked() && claimed == 0)
                    status = ClaimLater(out slot, status, 0);
                if (status != ShmStatus.Ok)
                    break;
                ProcessorMemory.CopyIn(ChannelMap.Payload(slot), messages + ((nint)(sent + claimed) * size), (nuint)size);
            }

            for (int i = 0; i < claimed; i++)
                _ = core.Commit((uint)size, 0);
            sent += claimed;
        }

        Leave();
        return sent;
    }

    /// <summary>Claims a slot, to write the message in place; nothing is copied.</summary>
    /// <param name="claim">To be committed; what is disposed of without a commit is aborted, with all claims that are outstanding.</param>
    /// <param name="timeout">How long to wait for room; zero: not at all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus TryClaim(out Claim claim, TimeSpan timeout = default)
    {
        ShmStatus status = ClaimFor(out byte* payload, Nanoseconds(timeout));
        claim = status == ShmStatus.Ok ? new Claim(this, payload, _claims) : default;
        return status;
    }

    /// <summary>Claims a slot; waits for room so many nanoseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ShmStatus ClaimFor(out byte* payload, long nanoseconds)
    {
        payload = null;
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = _core.TryClaim(out SlotHeader* slot);
        if (status.IsBlocked())
            status = ClaimLater(out slot, status, nanoseconds);
        Leave();
        if (status != ShmStatus.Ok)
            return status;
        payload = ChannelMap.Payload(slot);
        _claims++;
        return ShmStatus.Ok;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus ClaimLater(out SlotHeader* slot, ShmStatus status, long nanoseconds)
    {
        ClaimAttempt<ProcessorMemory> attempt = new(_core.Sender);
        status = Waiter.Blocked(ref attempt, status, nanoseconds);
        slot = attempt.Slot;
        return status;
    }

    /// <summary>
    /// Commits the oldest outstanding claim. For several claims at once; a single one has its own <see cref="Claim.Commit"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus CommitOldest(int length, uint tag = 0)
    {
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = length < 0 ? ShmStatus.InvalidArgument : _core.Commit((uint)length, tag);
        Leave();
        return status;
    }

    /// <summary>The number of the oldest claim that is outstanding, or of the next one.</summary>
    private ulong OldestClaim => _claims + 1 - (ulong)_core.Outstanding;

    /// <summary>Gives up all outstanding claims.</summary>
    public ShmStatus Abort()
    {
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = _core.Sender.Abort();
        Leave();
        return status;
    }

    /// <summary>Says that nothing more comes, from nobody: receivers get what is there, then CLOSED. Closing an end only leaves.</summary>
    /// <returns>OK, or NO_CLAIM (an exclusive sender has a claim outstanding: commit or abort it first).</returns>
    public ShmStatus End()
    {
        ShmStatus status = Enter();
        if (status != ShmStatus.Ok)
            return status;
        status = _core.Sender.End();
        Leave();
        return status;
    }

    /// <summary>Lends its positions: until they are taken back only <see cref="ShmEndpoint.Cancel"/> and a close are for this end.</summary>
    /// <returns>OK, WRONG_KIND: this kind is not lent, or INVALID_ARGUMENT: it has a descriptor.</returns>
    internal ShmStatus Lend(ref LentSender lent)
    {
        ShmStatus status = CheckLendable();
        if (status != ShmStatus.Ok)
            return status;
        if (!_core.Sender.TryLend(ref lent))
            return ShmStatus.WrongKind;
        IsLent = true;
        ChannelMap map = Membership.Map;
        lent.Flags |= Membership.Context.Fence ? (uint)LentFlags.Fences : 0;
        lent.Header = map.Header;
        lent.Slots = map.Slots;
        lent.Guard = Membership.Guard;
        (lent.Mask, lent.Stride, lent.Capacity) = (map.SlotCount - 1, map.Stride, map.Capacity);
        lent.Entry = map.Participants + Membership.Context.Index;
        lent.Owner = (uint)Membership.Context.Index + 1;
        return ShmStatus.Ok;
    }

    /// <summary>Goes on from what was done outside.</summary>
    /// <returns>OK, or INVALID_ARGUMENT: it is not lent, or not to this.</returns>
    internal ShmStatus TakeBack(in LentSender lent)
    {
        ShmStatus status = CheckLent();
        if (status != ShmStatus.Ok)
            return status;
        if (!_core.Sender.TryTakeBack(lent))
            return ShmStatus.InvalidArgument;
        IsLent = false;
        return ShmStatus.Ok;
    }

    private protected override void BeforeLeaving()
    {
        if (_core.Outstanding > 0)
            _ = _core.Sender.Abort();
    }

    /// <summary>A slot that belongs to its claimer until it is committed or aborted.</summary>
    public ref struct Claim
    {
        private readonly ulong _number;
        private ShmSender? _sender;

        internal Claim(ShmSender sender, byte* payload, ulong number)
        {
            _sender = sender;
            Pointer = payload;
            _number = number;
        }

        /// <summary>The slot's bytes, as many as the channel's capacity; what they hold is old.</summary>
        public readonly Span<byte> Bytes => _sender is null ? default : new(Pointer, _sender.Capacity);

        internal byte* Pointer { get; }

        /// <summary>Makes the message visible.</summary>
        /// <returns>
        /// OK, TOO_LARGE, NO_CLAIM when it was committed or aborted before, or INVALID_ARGUMENT while an older claim is outstanding: claims are
        /// committed in their order.
        /// </returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ShmStatus Commit(int length, uint tag = 0)
        {
            if (_sender is null)
                return ShmStatus.NoClaim;
            ShmStatus status = _sender.Check();
            if (status != ShmStatus.Ok)
                return status;
            ulong oldest = _sender.OldestClaim;
            if (_number != oldest)
                return _number < oldest ? ShmStatus.NoClaim : ShmStatus.InvalidArgument;
            status = _sender.CommitOldest(length, tag);
            if (status == ShmStatus.Ok)
                _sender = null;
            return status;
        }

        /// <summary>Aborts what was not committed.</summary>
        public void Dispose()
        {
            if (_sender is not null && _number >= _sender.OldestClaim)
                _ = _sender.Abort();
            _sender = null;
        }
    }
}
