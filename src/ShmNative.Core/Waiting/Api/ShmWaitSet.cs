using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Primitives;

namespace ShmNative.Waiting;

/// <summary>One member of a wait set with which something can be done.</summary>
/// <param name="Tag">The number that it was added with.</param>
/// <param name="Status">
/// OK: its try form would not report EMPTY or FULL now, unless another is faster. Otherwise what a wait for it alone would end with: CLOSED, NO_PEER, RETIRED,
/// CORRUPT, CANCELLED, INVALID_HANDLE (it was closed).
/// </param>
public readonly record struct ShmReady(long Tag, ShmStatus Status);

/// <summary>
/// Waits for several things in one call: receivers and readers with a message, senders with room, events that are set, semaphores that count. Nothing is
/// taken: that is the caller's business afterwards. One thread at a time uses a set, and its members; only <see cref="Cancel"/> may come from
/// another. Members are taken out, or the set is closed, before a segment with its events is closed; a channel's end leaves its sets by itself.
/// </summary>
public sealed unsafe class ShmWaitSet : IDisposable
{
    /// <summary>Members up to which one system call waits for all; with more, the set sleeps for 2 ms at a time.</summary>
    public const int MostInOneCall = Linux.LibC.MostFutexes - 1;

    private const int Spins = 100;

    private readonly byte* _guard = ForkGuard.Arm();
    private readonly CancelWord<ProcessorMemory> _canceller = CancelWords.Rent();
    private readonly WaitSet<ProcessorMemory> _set;
    private readonly Lock _closing = new();
    private bool _closed;

    /// <summary>A set without members.</summary>
    public ShmWaitSet()
    {
        _set = new(_canceller, FutexSleeper.Instance, Spins);
    }

    /// <summary>Members now.</summary>
    public int Count => _set.Members.Count;

    /// <summary>
    /// Whether a wait ends with <c>-EINTR</c> when its thread handled a signal; see <see cref="EndpointOptions.Interruptible"/>.
    /// </summary>
    public bool Interruptible
    {
        get => _set.Interruptible;
        set
        {
            Require();
            _set.Interruptible = value;
        }
    }

    /// <summary>
    /// A descriptor for poll(2), epoll(7), select(2) and event loops: readable when <see cref="Wait"/> may find something. It becomes unreadable when a Wait with
    /// a timeout of zero finds nothing. It is the set's own: do not read or close it. The first call makes it, and costs a
    /// thread in this process, which all descriptors share.
    /// </summary>
    /// <exception cref="ShmException">INVALID_HANDLE, FORKED_CHILD, or the kernel's refusal.</exception>
    public int PollDescriptor
    {
        get
        {
            Require();
            return (_set.Source ??= new PollSource(_set.Members)).Descriptor;
        }
    }

    /// <summary>Waits for a message, the end of the stream and the like (a receiver, a reader), or for room (a sender).</summary>
    /// <param name="end">An open end, used by the same thread as the set.</param>
    /// <param name="tag">A number of one's own, by which <see cref="Wait"/> names it.</param>
    /// <exception cref="ShmException">ALREADY_EXISTS: the tag is taken; INVALID_HANDLE, FORKED_CHILD.</exception>
    public void Add(ShmEndpoint end, long tag)
    {
        ArgumentNullException.ThrowIfNull(end);
        Waitable member = end.Waitable;
        Add(member, tag, $"{end.Address}: ");
        end.Sets.Add(this);
    }

    /// <summary>Waits for an event to be set. It stays set until somebody waits for the event itself.</summary>
    /// <exception cref="ShmException">ALREADY_EXISTS, WRONG_KIND, INVALID_HANDLE, FORKED_CHILD.</exception>
    public void Add(ShmEvent signal, long tag) => Add(new EventWaitable(signal), tag, "an event: ");

    /// <summary>Waits for a semaphore to count more than 0.</summary>
    /// <exception cref="ShmException">ALREADY_EXISTS, WRONG_KIND, INVALID_HANDLE, FORKED_CHILD.</exception>
    public void Add(ShmSemaphore semaphore, long tag) => Add(new SemaphoreWaitable(semaphore), tag, "a semaphore: ");

    /// <summary>Takes a member out.</summary>
    /// <returns>OK, NOT_FOUND, INVALID_HANDLE, FORKED_CHILD.</returns>
    public ShmStatus Remove(long tag)
    {
        ShmStatus status = Check();
        int index = _set.IndexOf(tag);
        if (status != ShmStatus.Ok || index < 0)
            return status == ShmStatus.Ok ? ShmStatus.NotFound : status;
        RemoveAt(index);
        return ShmStatus.Ok;
    }

    /// <summary>Waits until something can be done with at least one member.</summary>
    /// <param name="ready">Gets the members, as many as there is room for; those that do not fit are found again by the next call, after these.</param>
    /// <param name="count">How many were found.</param>
    /// <param name="timeout">How long; zero: not at all.</param>
    /// <returns>OK, TIMEOUT, CANCELLED, INVALID_ARGUMENT (a negative timeout, no room), INVALID_HANDLE, FORKED_CHILD.</returns>
    public ShmStatus Wait(Span<ShmReady> ready, out int count, TimeSpan timeout) =>
        WaitFor(ready, out count, PrimitivePlace.Nanoseconds(timeout));

    /// <summary>Ends the wait that the set is in, or else its next one, with CANCELLED. May be called from any thread while the set is open.</summary>
    public void Cancel()
    {
        if (ForkGuard.IsForkedChild(_guard))
            return; // in a forked child nobody may ever give the lock back
        lock (_closing)
        {
            if (!_closed)
                _set.Cancel();
        }
    }

    /// <summary>What ends its waits from a signal handler of C.</summary>
    internal ShmCanceller HandOutCanceller()
    {
        Require();
        return _canceller.HandOut();
    }

    /// <summary>Closes the set and its descriptor; the members stay open. Safe twice.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        if (ForkGuard.IsForkedChild(_guard))
            _closed = true;
        else
            Close();
    }

    private void Close()
    {
        lock (_closing) // a Cancel that has begun comes to its end before the memory goes
            _closed = true;
        _set.Source?.Dispose();
        while (Count > 0)
            RemoveAt(Count - 1);
        CancelWords.Return(_canceller);
    }

    internal ShmStatus WaitFor(Span<ShmReady> ready, out int count, long nanoseconds)
    {
        count = 0;
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            return status;
        if (!PrimitivePlace.IsTimeout(nanoseconds) || ready.IsEmpty)
            return ShmStatus.InvalidArgument;
        return _set.Wait(ready, out count, nanoseconds);
    }

    /// <summary>An end that is being closed.</summary>
    internal void Detach(Waitable member)
    {
        int index = _set.IndexOf(member);
        if (index >= 0)
            RemoveAt(index);
    }

    private void Add(Waitable member, long tag, string what)
    {
        Require();
        ShmStatus status = _set.IndexOf(tag) >= 0 ? ShmStatus.AlreadyExists : member.Check();
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"{what}{(status == ShmStatus.AlreadyExists ? $"the set has a member with the tag {tag} already" : StatusText.Describe((int)status))}");
        _set.Add(member, tag);
    }

    private void RemoveAt(int index)
    {
        if (_set.Members[index] is EndWaitable member)
            member.End.Sets.Remove(this);
        _set.RemoveAt(index);
    }

    private ShmStatus Check() => _closed ? ShmStatus.InvalidHandle : ForkGuard.IsForkedChild(_guard) ? ShmStatus.ForkedChild : ShmStatus.Ok;

    private void Require()
    {
        ShmStatus status = Check();
        if (status != ShmStatus.Ok)
            throw new ShmException(status, $"a wait set: {StatusText.Describe((int)status)}");
    }
}
