using System.Runtime.CompilerServices;
using ShmNative.Channels.Storage;
using ShmNative.Layout;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// What all ends of channels have in common. One thread at a time uses an end (<see cref="EndpointOptions.CheckThreads"/> finds a second
/// one); only <see cref="Cancel"/> may come from another. An end that is forgotten rather than disposed of stays a participant until the
/// process ends.
/// </summary>
public abstract unsafe class ShmEndpoint : IDisposable
{
    /// <summary>A byte that is 0 for ever: what the guard of a closed end points to.</summary>
    private static readonly byte* s_closed = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(1);

    /// <summary>Another: what the guard of an end points to while it is lent.</summary>
    private static readonly byte* s_lent = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(1);

    /// <summary>Another: what the guard of an end points to whose threads are checked, so that only its calls are slower.</summary>
    private static readonly byte* s_checked = (byte*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(1);

    private static readonly bool s_checksAll = ChecksAll();

    private readonly Membership _membership;
    private readonly Endpoint<ProcessorMemory> _core;
    private readonly Lock _leaving = new();
    private byte* _guard;
    private readonly bool _checksThreads;
    private int _users;
    private EndWaitable? _waitable;

    private protected ShmEndpoint(Membership membership, Endpoint<ProcessorMemory> core, EndpointOptions? options)
    {
        _membership = membership;
        _core = core;
        Waiter = new(core)
        {
            WaitForPeer = options?.WaitForPeer ?? false,
            Interruptible = options?.Interruptible ?? false,
            Canceller = CancelWords.Rent(),
        };
        _checksThreads = s_checksAll || (options?.CheckThreads ?? false);
        _guard = Usable;
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
            EndpointContext context = _membership.Context;
            return context.Index < 0 ? -1 : ParticipantTable<ProcessorMemory>.CountLive(context.Map, context.Locks, _core.PeerRole);
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
            return (Waiter.PollSource ??= new PollSource([Waitable])).Descriptor;
        }
    }

    /// <summary>This end as a member of wait sets.</summary>
    internal EndWaitable Waitable => _waitable ??= new EndWaitable(this, _core, Waiter);

    /// <summary>The wait sets that it is in.</summary>
    internal List<ShmWaitSet> Sets { get; } = [];

    /// <summary>What waits for it.</summary>
    private protected readonly EndWaiter<ProcessorMemory> Waiter;

    private protected Membership Membership => _membership;

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
                Waiter.Cancel();
        }
    }

    /// <summary>What ends its waits from a signal handler of C. Not while it waits.</summary>
    /// <exception cref="ShmException">INVALID_HANDLE, FORKED_CHILD.</exception>
    internal ShmCanceller HandOutCanceller()
    {
        if (Check() is not (ShmStatus.Ok or ShmStatus.ConcurrentUse) and var status)
            ThrowUnless(status);
        return Waiter.Canceller!.HandOut();
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
        set => _guard = value ? s_lent : Usable;
    }

    /// <summary>Whether it can be lent: what is done outside lowers no descriptor.</summary>
    private protected ShmStatus CheckLendable()
    {
        ShmStatus status = Check();
        return status == ShmStatus.Ok && Waiter.PollSource is not null ? ShmStatus.InvalidArgument : status;
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
        Waiter.PollSource?.Dispose();
        foreach (ShmWaitSet set in Sets.ToArray())
            set.Detach(Waitable);
        // What a lent end holds is given back as a dead one's is: its own positions are not those of now.
        if (!wasLent)
            BeforeLeaving();
        _membership.Leave();
        CancelWords.Return(Waiter.Canceller!);
    }

    private protected virtual void BeforeLeaving()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // not to wait at all costs next to nothing
    private protected static long Nanoseconds(TimeSpan timeout) => timeout == TimeSpan.Zero ? 0 : NanosecondsOf(timeout);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long NanosecondsOf(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? ShmConstants.Infinite
        : timeout >= TimeSpan.Zero ? Math.Min(timeout.Ticks, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick
        : throw new ShmException(ShmStatus.InvalidArgument, $"a timeout of {timeout} cannot be; use zero or more, or infinite");

    private protected void ThrowUnless(ShmStatus status)
    {
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"{Address}: {StatusText.Describe((int)status)}");
    }

    /// <summary>
    /// Begins a call that uses the end: as <see cref="Check"/>, and CONCURRENT_USE while another thread's call is in it, if that is
    /// checked.
    /// </summary>
    /// <returns>OK: the call ends with <see cref="Leave"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected ShmStatus Enter() => *_guard != 0 ? ShmStatus.Ok : EnterAlone();

    /// <summary>The counterpart of <see cref="Enter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void Leave()
    {
        if (_checksThreads)
            Volatile.Write(ref _users, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus EnterAlone()
    {
        ShmStatus status = WhyNot();
        return status != ShmStatus.Ok || Interlocked.Exchange(ref _users, 1) == 0 ? status : ShmStatus.ConcurrentUse;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus WhyNot() =>
        _guard == s_closed ? ShmStatus.InvalidHandle
        : ForkGuard.IsForkedChild(_membership.Guard) ? ShmStatus.ForkedChild
        : _guard == s_checked ? ShmStatus.Ok
        : ShmStatus.ConcurrentUse;

    /// <summary>What the guard points to while the end is neither lent nor closed.</summary>
    private byte* Usable => _checksThreads ? s_checked : _membership.Guard;

    private static bool ChecksAll()
    {
#if DEBUG
        return true;
#else
        return Environment.GetEnvironmentVariable("SHMNATIVE_CHECK_THREADS") is not (null or "" or "0");
#endif
    }
}
