using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Memory;

namespace ShmNative.Channels;

/// <summary>
/// The sending end of a channel for messages of any bytes: a topic's publisher, a queue's producer or a value's writer. Try forms report
/// a status and never throw; they do not allocate.
/// </summary>
public sealed unsafe class ShmSender : ShmEndpoint
{
    private readonly Sender<ProcessorMemory> _core;
    private readonly ExclusivePublisher<ProcessorMemory>? _publisher; // the same, if it is one: known by its class, so its calls are direct
    private ulong _claims;

    internal ShmSender(Membership membership, Sender<ProcessorMemory> core)
        : base(membership) => (_core, _publisher) = (core, core as ExclusivePublisher<ProcessorMemory>);

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

    private protected override Endpoint<ProcessorMemory> Core => _core;

    private protected override ParticipantRole PeerRole => ParticipantRole.Receiver;

    /// <summary>Sends a message if there is room now.</summary>
    /// <param name="payload">The bytes; they are copied once, into the slot.</param>
    /// <param name="tag">A number of the user's own that travels with it.</param>
    /// <returns>
    /// OK, FULL, CLOSED, TOO_LARGE, RETIRED, CORRUPT, INVALID_HANDLE, FORKED_CHILD, or INVALID_ARGUMENT while a claim is outstanding.
    /// </returns>
    public ShmStatus TrySend(ReadOnlySpan<byte> payload, uint tag = 0)
    {
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            return status;
        Enter();
        fixed (byte* start = payload)
            status = _publisher is { } publisher ? publisher.TrySend(start, (uint)payload.Length, tag) : SendOther(start, (uint)payload.Length, tag);
        Leave();
        return status;
    }

    /// <summary>Sends a message, waiting for room.</summary>
    /// <returns>As without a timeout, and TIMEOUT, NO_PEER (nobody lives who could make room) or CANCELLED instead of FULL.</returns>
    public ShmStatus TrySend(ReadOnlySpan<byte> payload, TimeSpan timeout, uint tag = 0)
    {
        if (payload.Length > Capacity)
            return ShmStatus.TooLarge;
        if (_core.Outstanding != 0)
            return ShmStatus.InvalidArgument;
        ShmStatus status = TryClaim(out Claim claim, timeout);
        if (status != ShmStatus.Ok)
            return status;
        fixed (byte* start = payload)
            PayloadCopy.Copy(claim.Pointer, start, (nuint)payload.Length);
        return claim.Commit(payload.Length, tag);
    }

    /// <summary>Sends a message, waiting as long as it takes.</summary>
    /// <exception cref="ShmException">Any result but OK.</exception>
    public void Send(ReadOnlySpan<byte> payload, uint tag = 0) => ThrowUnless(TrySend(payload, Timeout.InfiniteTimeSpan, tag));

    /// <summary>Sends messages of one size that stand one behind the other, as many as there is room for now.</summary>
    internal int TrySendMany(byte* messages, int size, int count, out ShmStatus status)
    {
        status = size > Capacity ? ShmStatus.TooLarge : _core.Outstanding != 0 ? ShmStatus.InvalidArgument : Check();
        int sent = 0;
        if (status != ShmStatus.Ok)
            return sent;
        Enter();
        while (sent < count && status == ShmStatus.Ok)
        {
            int claimed = 0;
            for (; sent + claimed < count && claimed < _core.MostOutstanding; claimed++)
            {
                status = claimed == 0 ? _core.TryClaimOrPoll() : _core.TryClaim();
                if (status != ShmStatus.Ok)
                    break;
                PayloadCopy.Copy(ChannelMap.Payload(_core.Claimed), messages + ((nint)(sent + claimed) * size), (nuint)size);
            }

            for (int i = 0; i < claimed; i++)
                _ = _core.Commit((uint)size, 0);
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
        ShmStatus status = Check();
        if (status == ShmStatus.Ok)
            status = timeout == TimeSpan.Zero ? ClaimNow() : WaitFor(timeout);
        claim = status == ShmStatus.Ok ? new Claim(this, ChannelMap.Payload(_core.Claimed), ++_claims) : default;
        return status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus ClaimNow()
    {
        Enter();
        ShmStatus status = _publisher is { } publisher ? publisher.TryClaimOrPoll() : ClaimOther();
        Leave();
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus ClaimOther() => _core.TryClaimOrPoll();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus SendOther(byte* payload, uint length, uint tag) => _core.TrySend(payload, length, tag);

    /// <summary>Commits the oldest outstanding claim. For several claims at once; a single one has its own <see cref="Claim.Commit"/>.</summary>
    public ShmStatus CommitOldest(int length, uint tag = 0)
    {
        ShmStatus status = Check();
        return status == ShmStatus.Ok ? CommitNow(length, tag) : status;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShmStatus CommitNow(int length, uint tag)
    {
        if (length < 0)
            return ShmStatus.InvalidArgument;
        Enter();
        ShmStatus status = _publisher is { } publisher ? publisher.Commit((uint)length, tag) : _core.Commit((uint)length, tag);
        Leave();
        return status;
    }

    /// <summary>The number of the oldest claim that is outstanding, or of the next one.</summary>
    private ulong OldestClaim => _claims + 1 - (ulong)(_publisher is { } publisher ? publisher.Outstanding : _core.Outstanding);

    /// <summary>Gives up all outstanding claims.</summary>
    public ShmStatus Abort()
    {
        ShmStatus status = Check();
        return status == ShmStatus.Ok ? _core.Abort() : status;
    }

    /// <summary>Says that nothing more comes, from nobody: receivers get what is there, then CLOSED. Closing an end only leaves.</summary>
    /// <returns>OK, or NO_CLAIM (an exclusive sender has a claim outstanding: commit or abort it first).</returns>
    public ShmStatus End()
    {
        ShmStatus status = Check();
        return status == ShmStatus.Ok ? _core.End() : status;
    }

    /// <summary>Lends its positions: until they are taken back only <see cref="ShmEndpoint.Cancel"/> and a close are for this end.</summary>
    /// <returns>OK, WRONG_KIND: this kind is not lent, or INVALID_ARGUMENT: it has a descriptor.</returns>
    internal ShmStatus Lend(ref LentSender lent)
    {
        ShmStatus status = CheckLendable();
        if (status != ShmStatus.Ok)
            return status;
        if (!_core.TryLend(ref lent))
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
        if (!_core.TryTakeBack(lent))
            return ShmStatus.InvalidArgument;
        IsLent = false;
        return ShmStatus.Ok;
    }

    private protected override void BeforeLeaving()
    {
        if (_core.Outstanding > 0)
            _core.Abort();
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
            status = _sender.CommitNow(length, tag);
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
