using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>
/// How one thread waits for several things: it announces for all, fences the others once, looks at all, and sleeps on all their words, and on one of
/// its own, by which others end its wait.
/// </summary>
/// <param name="cancel">By which others end its wait.</param>
/// <param name="sleeper">The kernel.</param>
/// <param name="spins">How often it looks again before it sleeps.</param>
internal sealed unsafe class WaitSet<TMemory>(CancelWord<TMemory> cancel, Sleeper sleeper, int spins)
    where TMemory : struct, ISharedMemory
{
    private readonly List<Waitable> _members = [];
    private readonly List<long> _tags = [];
    private LibC.FutexWaiter[] _waiters = new LibC.FutexWaiter[4];
    private uint[] _announced = new uint[4];

    public IReadOnlyList<Waitable> Members => _members;

    /// <summary>Whether a wait ends with -EINTR when a signal was handled.</summary>
    public bool Interruptible { get; set; }

    /// <summary>The descriptor that says when a look may be worth it; null while nobody asked for one.</summary>
    public PollSource? Source { get; set; }

    public int IndexOf(long tag) => _tags.IndexOf(tag);

    public int IndexOf(Waitable member) => _members.IndexOf(member);

    public void Add(Waitable member, long tag)
    {
        Source?.Disarm();
        _members.Add(member);
        _tags.Add(tag);
        if (_announced.Length < _members.Count)
        {
            Array.Resize(ref _announced, _members.Count * 2);
            Array.Resize(ref _waiters, (_members.Count * 2) + 1);
        }
    }

    public void RemoveAt(int index)
    {
        Source?.Disarm();
        _members.RemoveAt(index);
        _tags.RemoveAt(index);
    }

    /// <summary>Ends the wait that the set is in, or else its next one. From any thread.</summary>
    public void Cancel()
    {
        cancel.Cancel(sleeper);
        Source?.Disarm();
    }

    /// <summary>Waits until something can be done with at least one member.</summary>
    /// <returns>OK, TIMEOUT, CANCELLED, -EINTR.</returns>
    public ShmStatus Wait(Span<ShmReady> ready, out int count, long nanoseconds)
    {
        for (int i = 0; i <= (nanoseconds == 0 ? 0 : spins); i++)
        {
            count = Find(ready, clean: false);
            if (count > 0)
                return ShmStatus.Ok;
            TMemory.Pause();
        }

        return nanoseconds == 0 ? Poll(ready, out count) : Sleep(ready, out count, nanoseconds);
    }

    private ShmStatus Poll(Span<ShmReady> ready, out int count)
    {
        bool lowers = Source is { IsArmed: false };
        if (lowers)
        {
            Source!.Lower();
            Announce();
        }

        count = Find(ready, clean: true);
        bool cancelled = cancel.TakeCancelled();
        if (lowers && (count > 0 || cancelled))
            Source!.Raise();
        else if (lowers)
            Arm(Source!);
        return count > 0 ? ShmStatus.Ok : cancelled ? ShmStatus.Cancelled : ShmStatus.Timeout;
    }

    private void Arm(PollSource source)
    {
        source.Arm(_announced.AsSpan(0, _members.Count));
        if (cancel.IsCancelled)
            source.Disarm(); // a Cancel that came since found nothing armed
    }

    private ShmStatus Sleep(Span<ShmReady> ready, out int count, long nanoseconds)
    {
        long deadline = Slices.Deadline(sleeper, nanoseconds);
        for (long slice = Slices.First; ; slice = Slices.After(slice))
        {
            Announce();
            count = Find(ready, clean: true);
            if (count > 0)
                return ShmStatus.Ok;
            if (cancel.TakeCancelled())
                return ShmStatus.Cancelled;
            long now = sleeper.Now;
            if (now >= deadline)
                return ShmStatus.Timeout;
            long end = slice < deadline - now ? now + slice : deadline;
            bool signalled = false;
            while (!signalled && !HasChanged() && sleeper.Now < end)
                signalled = Interruptible ? sleeper.WaitAnyOrSignal(Waiters(), end) : sleeper.WaitAny(Waiters(), end);
            if (signalled && Interruptible && !cancel.IsCancelled)
                return BlockedStatus.Interrupted;
        }
    }

    /// <summary>Says for all members that somebody is about to sleep; one fence does for all.</summary>
    private void Announce()
    {
        for (int i = 0; i < _members.Count; i++)
            _announced[i] = _members[i].Check() == ShmStatus.Ok ? _members[i].Announce() : 0;

        // SYNC: pairs with the flag's load in Signal.Notify, for all members that are ends of channels.
        sleeper.FenceOthers();
    }

    private int Find(Span<ShmReady> ready, bool clean)
    {
        int found = 0;
        for (int i = 0; i < _members.Count && found < ready.Length; i++)
        {
            Waitable member = _members[i];
            ShmStatus status = member.Check();
            if (status == ShmStatus.Ok)
                status = clean ? member.Look() : member.Peek();
            if (!status.IsBlocked())
                ready[found++] = new(_tags[i], status);
        }

        // The next call begins behind these, so that a busy member at the front hides nobody.
        if (found == ready.Length && found < _members.Count)
            Rotate();
        return found;
    }

    private void Rotate()
    {
        Waitable first = _members[0];
        long tag = _tags[0];
        RemoveAt(0);
        _members.Add(first);
        _tags.Add(tag);
    }

    private bool HasChanged()
    {
        bool changed = cancel.IsCancelled;
        for (int i = 0; i < _members.Count && !changed; i++)
            changed = _members[i].Check() != ShmStatus.Ok || TMemory.LoadAcquire(_members[i].Word) != _announced[i];
        return changed;
    }

    private ReadOnlySpan<LibC.FutexWaiter> Waiters()
    {
        _waiters[0] = new(cancel.Word, cancel.Open);
        for (int i = 0; i < _members.Count; i++)
            _waiters[i + 1] = new(_members[i].Word, _announced[i]);
        return _waiters.AsSpan(0, _members.Count + 1);
    }
}
