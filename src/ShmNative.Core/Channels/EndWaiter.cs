using System.Runtime.CompilerServices;
using ShmNative.Layout;
using ShmNative.Memory;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// Waits for one end: what is done when its attempt is blocked, whatever the attempt is. The end's own thread uses it; <see cref="Cancel"/>
/// and <see cref="NeedsLook"/> may come from others.
/// </summary>
internal sealed unsafe class EndWaiter<TMemory>(Endpoint<TMemory> end)
    where TMemory : struct, ISharedMemory
{
    private const int FirstSpins = 256;
    private const int MostRepairs = 4096;

    private SpinBudget _spins = new(FirstSpins);
    private LookThrottle _throttle;
    private int _repairs;

    /// <summary>Whether a blocked call goes on when nobody is on the other side, rather than report NO_PEER.</summary>
    public bool WaitForPeer { get; init; }

    /// <summary>Whether a wait ends with -EINTR when a signal was handled.</summary>
    public bool Interruptible { get; init; }

    /// <summary>What ends its waits; null: nobody can.</summary>
    public CancelWord<TMemory>? Canceller { get; init; }

    /// <summary>Whether a blocked call looks again for a little while before it sleeps.</summary>
    public bool Spins { init => _spins = new(value ? FirstSpins : 0); }

    /// <summary>The descriptor that says when a look may be worth it; null while nobody asked for one.</summary>
    public PollSource? PollSource { get; set; }

    /// <summary>Tries that were blocked since the last look at why.</summary>
    public uint BlockedTries { get => _throttle.BlockedTries; set => _throttle.BlockedTries = value; }

    /// <summary>What the end sleeps on.</summary>
    public uint* AwaitedWord => end.Awaited.Word;

    /// <summary>Says that somebody is about to sleep, as far as an observer can; others are not fenced by this.</summary>
    public uint Announce() => end.Index >= 0 ? end.Awaited.AnnounceUnfenced() : end.Awaited.Observe();

    /// <summary>Ends the wait that this end is in, or else its next one. From any thread.</summary>
    public void Cancel()
    {
        Canceller?.Cancel(end.Sleeper);
        if (end.Index >= 0)
            end.Awaited.Wake();
    }

    /// <summary>Attempts until it works, the time is over, or waiting makes no sense any more.</summary>
    /// <param name="attempt">What is attempted; it keeps what it got.</param>
    /// <param name="nanoseconds">0 = once, <see cref="ShmConstants.Infinite"/> = for ever.</param>
    public ShmStatus Run<T>(ref T attempt, long nanoseconds)
        where T : struct, IAttempt
    {
        ShmStatus status = attempt.Try();
        return status.IsBlocked() ? Blocked(ref attempt, status, nanoseconds) : status;
    }

    /// <summary>As <see cref="Run"/>, after a first attempt that was blocked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShmStatus Blocked<T>(ref T attempt, ShmStatus status, long nanoseconds)
        where T : struct, IAttempt =>
        nanoseconds != 0 ? Wait(ref attempt, nanoseconds)
        : PollSource is null && _throttle.Passes() ? status
        : LookNowAndThen(ref attempt, status);

    /// <summary>As an attempt after which we know why it is blocked, but nothing is taken.</summary>
    public ShmStatus LookWithoutTaking()
    {
        PeekAttempt<TMemory> peek = new(end);
        return Look(ref peek);
    }

    /// <summary>Whether <see cref="LookWithoutTaking"/> may find something new. Changes nothing; also for the poller's thread.</summary>
    public bool NeedsLook() =>
        !end.Peek().IsBlocked() || end.IsRemoved || Canceller is { IsCancelled: true } || end.IsContradicted() || end.HasObstacles()
        || !(WaitForPeer || end.HasPeer());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus Wait<T>(ref T attempt, long nanoseconds)
        where T : struct, IAttempt
    {
        _repairs = 0;
        Operation<T> operation = new(this, attempt);
        Interruption<TMemory> interruption = new(Canceller, Interruptible);
        ShmStatus status = Blocking<TMemory>.Wait(ref operation, nanoseconds, end.Sleeper, ref _spins, interruption);
        attempt = operation.Attempt;
        return status;
    }

    /// <summary>One who only polls still gets past the dead, and learns of a removal: it looks now and then.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ShmStatus LookNowAndThen<T>(ref T attempt, ShmStatus status)
        where T : struct, IAttempt
    {
        if (PollSource is { IsArmed: false } source)
            return LowerAndLook(ref attempt, source);
        if (!_throttle.IsDue(end.Sleeper))
            return status;
        if (end.CompleteRemoval())
            return ShmStatus.Retired;
        if (end.IsContradicted())
            return ShmStatus.Corrupt;
        return end.RemoveObstacles() ? attempt.Try() : status;
    }

    /// <summary>
    /// The descriptor was readable, and there is nothing: it becomes unreadable. As before a sleep, we announce ourselves and look once
    /// more before the poller takes over; what comes after that look changes the word.
    /// </summary>
    private ShmStatus LowerAndLook<T>(ref T attempt, PollSource source)
        where T : struct, IAttempt
    {
        source.Lower();
        uint word = AnnounceToSleep();
        ShmStatus status = Look(ref attempt);
        if (status.IsBlocked())
            source.Arm(word);
        else
            source.Raise();
        return status;
    }

    private uint Observe() => end.Awaited.Observe();

    private uint AnnounceToSleep() => end.Index >= 0 ? end.Awaited.Announce() : end.Awaited.Observe();

    /// <summary>An attempt after which we know why it is blocked.</summary>
    private ShmStatus Look<T>(ref T attempt)
        where T : struct, IAttempt
    {
        ShmStatus status = attempt.Try();
        if (!status.IsBlocked())
            return status;
        if (Canceller is { } canceller && canceller.TakeCancelled())
            return ShmStatus.Cancelled;
        if (end.CompleteRemoval())
            return ShmStatus.Retired;
        if (end.IsContradicted())
            return ShmStatus.Corrupt;
        if (end.RemoveObstacles())
        {
            _repairs++;
            return attempt.Try();
        }

        if (WaitForPeer || end.HasPeer())
            return status;

        // The last peer may have sent and left between our attempt and the look at the table.
        status = attempt.Try();
        return status.IsBlocked() ? ShmStatus.NoPeer : status;
    }

    /// <summary>An attempt on this end, for the loop that waits.</summary>
    private struct Operation<T>(EndWaiter<TMemory> waiter, T attempt) : IBlockingOperation
        where T : struct, IAttempt
    {
        public T Attempt = attempt;

        public readonly uint* Word => waiter.AwaitedWord;

        public ShmStatus Try() => Attempt.Try();

        public ShmStatus TryPastTheDead(ref uint expected)
        {
            ShmStatus status = waiter.Look(ref Attempt);

            // A repair wakes everybody, ourselves too. Nobody has so many to repair, but a liar: then the sleep is for the words as they
            // are.
            if (waiter._repairs > MostRepairs)
                expected = waiter.Observe();
            return status;
        }

        public readonly bool Announce(out uint expected)
        {
            expected = waiter.AnnounceToSleep();
            return true;
        }
    }
}
