using ShmNative.Linux;
using ShmNative.Liveness;
using ShmNative.Waiting;

namespace ShmNative.TestHost.Malice;

/// <summary>Time that passes only in sleeps and, a little, at each look at the clock: timeouts are tried without waiting.</summary>
internal sealed unsafe class VirtualSleeper : Sleeper
{
    private long _now;

    public override long Now => _now += 1000;

    public override void FenceOthers()
    {
    }

    public override bool Wait(uint* word, uint expected, long nanoseconds)
    {
        if (*word == expected)
            _now += nanoseconds;
        return false;
    }

    public override bool WaitAny(ReadOnlySpan<LibC.FutexWaiter> waiters, long deadline)
    {
        foreach (LibC.FutexWaiter waiter in waiters)
        {
            if (*waiter.Word != waiter.Expected)
                return false;
        }

        _now = Math.Max(_now, deadline);
        return false;
    }

    public override void WakeAll(uint* word)
    {
    }
}

/// <summary>Who lives is what the test says.</summary>
internal sealed class VirtualLocks(int count) : ParticipantLocks
{
    private readonly bool[] _held = new bool[count];

    public void Set(int index, bool alive) => _held[index] = alive;

    // A participant of a channel whose header was believed may ask beyond the table that there is.
    public override bool IsHeld(int index) => index >= _held.Length || _held[index];

    public override bool TryLock(int index) => !IsHeld(index) && (_held[index] = true);

    public override void Unlock(int index) => _held[index] = false;
}
