using ShmNative.Layout;
using ShmNative.Linux;
using ShmNative.Memory;

namespace ShmNative.Waiting;

/// <summary>
/// One thread behind descriptors that are polled: it sleeps on the futex words of all that are armed, and raises those whose word changed. It never
/// changes a channel: what there is to do is done by the owner's thread, when it looks.
/// </summary>
/// <param name="control">A word of its own, 0 at first: whoever changes what it waits for changes it.</param>
/// <param name="sleeper">The kernel.</param>
internal abstract unsafe class Poller<TMemory>(uint* control, Sleeper sleeper) : IPoller
    where TMemory : struct, ISharedMemory
{
    private readonly List<PollSource> _armed = [];
    private LibC.FutexWaiter[] _waiters = new LibC.FutexWaiter[16];
    private int _users;
    private bool _runs;

    /// <summary>One user more.</summary>
    public void AddUser()
    {
        Enter();
        _users++;
        Exit();
    }

    /// <inheritdoc/>
    public void Leave()
    {
        Enter();
        _users--;
        Exit();
        Kick();
    }

    /// <inheritdoc/>
    public void Watch(PollSource source)
    {
        Enter();
        try
        {
            if (!_runs && !TryStart())
            {
                source.Raise(); // without a thread its owner has to look by itself
                return;
            }

            _runs = true;
            _armed.Add(source);
            source.IsWatched = true;
        }
        finally
        {
            Exit();
        }

        Kick();
    }

    /// <inheritdoc/>
    public bool Watches(PollSource source)
    {
        Enter();
        bool watches = source.IsWatched;
        Exit();
        return watches;
    }

    /// <inheritdoc/>
    public void Forget(PollSource source)
    {
        Enter();
        bool watched = source.IsWatched;
        if (watched)
        {
            source.Raise();
            source.IsWatched = false;
            _armed.Remove(source);
        }

        Exit();
        if (watched)
            Kick(); // its words may be about to be unmapped
    }

    /// <summary>Takes the lock of all that is here and of the sources' watches.</summary>
    protected abstract void Enter();

    /// <summary>Gives back what <see cref="Enter"/> took.</summary>
    protected abstract void Exit();

    /// <summary>Starts a thread that runs <see cref="Run"/>, under the lock; false: there can be none.</summary>
    protected abstract bool TryStart();

    /// <summary>The thread: until the last user has left.</summary>
    protected void Run()
    {
        long slice = Slices.First, sliceEnd = 0;
        while (true)
        {
            Enter();
            if (_users == 0)
            {
                _runs = false;
                Exit();
                return;
            }

            // SYNC: before the look at what is armed; pairs with Kick, which comes after a change of that.
            uint now = TMemory.LoadAcquire(control);
            long time = sleeper.Now;
            bool over = time >= sliceEnd;
            bool raised = RaiseDue(over);
            if (over || raised)
            {
                slice = raised ? Slices.First : Slices.After(slice);
                sliceEnd = over ? time + slice : Math.Min(sliceEnd, time + slice);
            }

            int count = Collect(now);
            Exit();

            // What is unmapped by now is an error of the call, and no more; and the control word has changed.
            sleeper.WaitAny(_waiters.AsSpan(0, count), sliceEnd);
        }
    }

    private void Kick()
    {
        TMemory.Increment(control);
        sleeper.WakeAll(control);
    }

    private bool RaiseDue(bool endOfSlice)
    {
        bool raised = false;
        for (int i = _armed.Count - 1; i >= 0; i--)
        {
            PollSource source = _armed[i];
            if (!IsDue(source, endOfSlice))
                continue;
            source.Raise();
            source.IsWatched = false;
            _armed.RemoveAt(i);
            raised = true;
        }

        return raised;
    }

    /// <summary>Whether a word changed, or, at the end of a slice, whether something else makes a look worth it.</summary>
    private static bool IsDue(PollSource source, bool endOfSlice)
    {
        for (int i = 0; i < source.Expected.Length; i++)
        {
            Waitable member = source.Members[i];
            if (member.Check() != ShmStatus.Ok || TMemory.LoadAcquire(member.Word) != source.Expected[i] || (endOfSlice && member.NeedsLook()))
                return true;
        }

        return false;
    }

    /// <summary>Puts down what is waited for: the control word, then the words of all that are armed.</summary>
    private int Collect(uint now)
    {
        int needed = 1;
        foreach (PollSource source in _armed)
            needed += source.Expected.Length;
        if (needed > _waiters.Length)
            _waiters = new LibC.FutexWaiter[needed * 2];
        _waiters[0] = new(control, now);
        int count = 1;
        foreach (PollSource source in _armed)
        {
            source.AddTo(_waiters.AsSpan(count));
            count += source.Expected.Length;
        }

        return count;
    }
}
