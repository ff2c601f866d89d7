using System.Diagnostics;
using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// What all ends of channels have in common. One thread at a time uses an end (Debug builds report a second one); only
/// <see cref="Cancel"/> may come from another. An end that is forgotten rather than disposed of stays a participant until the process ends.
/// </summary>
public abstract unsafe class ShmEndpoint : IDisposable
{
    /// <summary>A byte that is 0 for ever: what the guard of a closed end points to.</summary>
    private static readonly byte* s_closed = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(1);

    /// <summary>Another: what the guard of an end points to while it is lent.</summary>
    private static readonly byte* s_lent = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(1);

    private readonly Membership _membership;
    private readonly Lock _leaving = new();
    private byte* _guard;
    private int _users;
    private EndWaitable? _waitable;

    private protected ShmEndpoint(Membership membership)
    {
        _membership = membership;
        _guard = membership.Guard;
        Capacity = (int)membership.Map.Capacity;
    }

    /// <summary>Where the channel is.</summary>
    public string Address => _membership.Memory.Address.ToString();

    /// <summary>Whether the address still leads to this channel: one question to the kernel.</summary>
    internal bool IsNamed => _membership.Memory.IsNamed;

    /// <summary>Slots of the channel.</summary>
    public long Slots => (long)_membership.Map.SlotCount;

    /// <summary>Payload bytes that a message can have.</summary>
    public int Capacity { get; }

    /// <summary>Live participants on the other side; -1 for an observer, who cannot ask.</summary>
    public int Peers
    {
        get
        {
            ThrowUnless(Check());
            return _membership.Context.Index < 0 ? -1 : ParticipantTable<ProcessorMemory>.CountLive(_membership.Map, _membership.Context.Locks, PeerRole);
        }
    }

    /// <summary>
    /// A descriptor for poll(2), epoll(7), select(2) and event loops: readable (a sender's too) when a try form may have something else to report
    /// than EMPTY or FULL. It becomes unreadable when a try form, or a call with a timeout of zero, reports EMPTY or FULL; from the first time this is
    /// asked for, those forms also report NO_PEER and CANCELLED. At the end of the stream it stays readable, as a pipe's does. It is the
    /// end's own: do not read or close it. It costs a thread in this process, which all descriptors share; ends that nobody polls pay nothing.
    /// </summary>
    /// <exception cref="ShmException">INVALID_HANDLE, FORKED_CHILD, or the kernel's refusal.</exception>
    public int PollDescriptor
    {
        get
        {
            ThrowUnless(Check());
            return (Core.PollSource ??= new PollSource([Waitable])).Descriptor;
        }
    }

    /// <summary>This end as a member of wait sets.</summary>
    internal EndWaitable Waitable => _waitable ??= new EndWaitable(this, Core);

    /// <summary>The wait sets that it is in.</summary>
    internal List<ShmWaitSet> Sets { get; } = [];

    private protected abstract Endpoint<ProcessorMemory> Core { get; }

    private protected Membership Membership => _membership;

    private protected abstract ParticipantRole PeerRole { get; }

    /// <summary>
    /// Ends the wait that this end is in, or else its next one, with <see cref="ShmStatus.Cancelled"/>. May be called from any thread, at any
    /// time: one that comes after <see cref="Dispose"/>, or at once with it, does nothing.
    /// </summary>
    public void Cancel()
    {
        if (ForkGuard.IsForkedChild(_membership.Guard))
            return; // nobody may ever give the lock back there
        lock (_leaving)
        {
            if (_guard != s_closed)
                Core.Cancel();
        }
    }

    /// <summary>What the channel is and how it is doing.</summary>
    /// <exception cref="ShmException"><see cref="ShmStatus.InvalidHandle"/>: disposed of; <see cref="ShmStatus.ForkedChild"/>.</exception>
    public ChannelInfo Info()
    {
        ThrowUnless(Check());
        return _membership.Info();
    }

    /// <summary>Lets a token end this end's waits, as <see cref="Cancel"/> does, until the result is disposed of.</summary>
    public CancellationTokenRegistration CancelOn(CancellationToken token) => token.UnsafeRegister(static end => ((ShmEndpoint)end!).Cancel(), this);

    /// <summary>Gives back what this end holds and leaves the channel. The last to leave removes it, unless it is persistent. Safe twice.</summary>
    public void Dispose()
    {
        if (_guard != s_closed)
        {
            if (ForkGuard.IsForkedChild(_membership.Guard))
                _guard = s_closed;
            else
                LeaveChannel();
        }

        GC.SuppressFinalize(this); // for those who derive: there is no finalizer, because only the end's own thread may use it
    }

    /// <summary>
    /// Whether the end may be used: OK, INVALID_HANDLE after <see cref="Dispose"/>, FORKED_CHILD, or CONCURRENT_USE while it is lent. One load.
    /// </summary>
    internal ShmStatus Check() => *_guard != 0 ? ShmStatus.Ok : WhyNot();

    /// <summary>Whether somebody works with its positions outside.</summary>
    private protected bool IsLent
    {
        get => _guard == s_lent;
        set => _guard = value ? s_lent : _membership.Guard;
    }

    /// <summary>Whether it can be lent: what is done outside lowers no descriptor.</summary>
    private protected ShmStatus CheckLendable()
    {
        ShmStatus status = Check();
        return status == ShmStatus.Ok && Core.PollSource is not null ? ShmStatus.InvalidArgument : status;
    }

    /// <summary>Whether it can be taken back.</summary>
    private protected ShmStatus CheckLent() => IsLent && !ForkGuard.IsForkedChild(_membership.Guard) ? ShmStatus.Ok
        : Check() is not ShmStatus.Ok and var status ? status : ShmStatus.InvalidArgument;

    private void LeaveChannel()
    {
        bool wasLent = IsLent;
        lock (_leaving) // a Cancel that has begun touches the memory: it comes to its end before the memory goes
            _guard = s_closed;
        // Before the memory goes: the poller looks into it.
        Core.PollSource?.Dispose();
        foreach (ShmWaitSet set in Sets.ToArray())
            set.Detach(Waitable);
        // What a lent end holds is given back as a dead one's is: its own positions are not those of now.
        if (!wasLent)
            BeforeLeaving();
        _membership.Leave();
    }

    private protected virtual void BeforeLeaving()
    {
    }

    private protected static long Nanoseconds(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? ShmConstants.Infinite
        : timeout >= TimeSpan.Zero ? Math.Min(timeout.Ticks, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick
        : throw new ShmException(ShmStatus.InvalidArgument, $"a timeout of {timeout} cannot be; use zero or more, or infinite");

    /// <summary>The core's next attempt that works, waited for: kept out of the forms that do not wait.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected ShmStatus WaitFor(TimeSpan timeout)
    {
        long nanoseconds = Nanoseconds(timeout);
        Enter();
        ShmStatus status = Core.AttemptFor(nanoseconds);
        Leave();
        return status;
    }

    private protected void ThrowUnless(ShmStatus status)
    {
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"{Address}: {StatusText.Describe((int)status)}");
    }

    /// <summary>Debug builds: a second thread in the same end is an error of the program.</summary>
    [Conditional("DEBUG")]
    private protected void Enter()
    {
        if (Interlocked.Increment(ref _users) != 1)
        {
            Interlocked.Decrement(ref _users);
            throw new ShmException(ShmStatus.ConcurrentUse, $"{Address}: two threads use one end at once; open one for each");
        }
    }

    /// <summary>The counterpart of <see cref="Enter"/>.</summary>
    [Conditional("DEBUG")]
    private protected void Leave() => Interlocked.Decrement(ref _users);

    private ShmStatus WhyNot() =>
        _guard == s_closed ? ShmStatus.InvalidHandle
        : ForkGuard.IsForkedChild(_membership.Guard) ? ShmStatus.ForkedChild
        : ShmStatus.ConcurrentUse;
}
