using System.Runtime.InteropServices;
using ShmNative.Linux;
using ShmNative.Liveness;

namespace ShmNative.Waiting;

/// <summary>
/// The library's one thread behind descriptors that are polled: it sleeps on the futex words of all that are armed, and raises those whose word
/// changed. It runs from the first time one is armed until the last one is closed, and takes no signals. It never changes a channel: what there is to
/// do is done by the owner's thread, when it looks.
/// </summary>
internal sealed unsafe class Poller
{
    private const int StackSize = 256 * 1024;

    private static Poller? s_current;
    private static readonly uint* s_control = (uint*)NativeMemory.AllocZeroed(sizeof(uint)); // static: leak checkers see that it is kept

    private readonly Lock _lock = new();
    private readonly List<PollSource> _armed = [];
    private readonly byte* _guard = ForkGuard.Arm();
    private int _users;
    private bool _runs;

    /// <summary>This process' poller, for one more user; a forked child has its own, because threads stay behind.</summary>
    public static Poller Join()
    {
        Poller? current = Volatile.Read(ref s_current);
        if (current is null || ForkGuard.IsForkedChild(current._guard))
        {
            Poller fresh = new();
            Poller? winner = Interlocked.CompareExchange(ref s_current, fresh, current);
            current = winner == current ? fresh : winner!;
        }

        lock (current._lock)
            current._users++;
        return current;
    }

    /// <summary>The last user's leave ends the thread.</summary>
    public void Leave()
    {
        lock (_lock)
            _users--;
        Kick();
    }

    /// <summary>Waits for a source's words from here on, until one of them changes.</summary>
    public void Watch(PollSource source)
    {
        lock (_lock)
        {
            if (!_runs && !TryStart())
            {
                source.Raise(); // without a thread its owner has to look by itself
                return;
            }

            source.IsWatched = true;
            _armed.Add(source);
        }

        Kick();
    }

    /// <summary>Whether it waits for the source's words.</summary>
    public bool Watches(PollSource source)
    {
        lock (_lock)
            return source.IsWatched;
    }

    /// <summary>Ends the watch, and raises the source if there was one. Afterwards the thread does not look at the source's memory.</summary>
    public void Forget(PollSource source)
    {
        lock (_lock)
        {
            if (!source.IsWatched)
                return;
            source.Raise();
            source.IsWatched = false;
            _armed.Remove(source);
        }

        Kick(); // its words may be about to be unmapped
    }

    private bool TryStart()
    {
        Span<ulong> before = stackalloc ulong[LibC.SignalSetWords];
        LibC.BlockSignals(before);
        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "shmnative-poll" }.Start();
            _runs = true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
        }
        finally
        {
            LibC.RestoreSignals(before);
        }

        return _runs;
    }

    private void Kick()
    {
        Interlocked.Increment(ref *s_control);
        FutexSleeper.Instance.WakeAll(s_control);
    }

    private void Run()
    {
        LibC.FutexWaiter[] waiters = new LibC.FutexWaiter[16];
        long slice = Slices.First, sliceEnd = 0;
        while (true)
        {
            int count = 1;
            lock (_lock)
            {
                if (_users == 0)
                {
                    _runs = false;
                    return;
                }

                uint control = Volatile.Read(ref *s_control);
                long now = FutexSleeper.Instance.Now;
                bool over = now >= sliceEnd;
                bool raised = RaiseDue(over);
                if (over || raised)
                {
                    slice = raised ? Slices.First : Slices.After(slice);
                    sliceEnd = over ? now + slice : Math.Min(sliceEnd, now + slice);
                }

                waiters = Collect(waiters, control, ref count);
            }

            // What is unmapped by now is an error of the call, and no more; and the control word has changed.
            FutexSleeper.Instance.WaitAny(waiters.AsSpan(0, count), sliceEnd);
        }
    }

    private bool RaiseDue(bool endOfSlice)
    {
        bool raised = false;
        for (int i = _armed.Count - 1; i >= 0; i--)
        {
            PollSource source = _armed[i];
            if (!source.IsDue(endOfSlice))
                continue;
            source.Raise();
            source.IsWatched = false;
            _armed.RemoveAt(i);
            raised = true;
        }

        return raised;
    }

    private LibC.FutexWaiter[] Collect(LibC.FutexWaiter[] waiters, uint control, ref int count)
    {
        int needed = 1;
        foreach (PollSource source in _armed)
            needed += source.Count;
        if (needed > waiters.Length)
            waiters = new LibC.FutexWaiter[needed * 2];
        waiters[0] = new(s_control, control);
        foreach (PollSource source in _armed)
        {
            source.AddTo(waiters.AsSpan(count));
            count += source.Count;
        }

        return waiters;
    }
}
