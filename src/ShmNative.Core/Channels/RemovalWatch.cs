using System.Runtime.CompilerServices;
using ShmNative.Waiting;

namespace ShmNative.Channels;

/// <summary>
/// When an end that is never blocked asks whether its channel was removed: after so many calls it looks at the channel's state, and every
/// 10 ms at most it asks the kernel too.
/// </summary>
internal struct RemovalWatch()
{
    /// <summary>Calls from one look to the next.</summary>
    public const int Calls = 1024;

    private const long BetweenQuestions = 10_000_000;

    private long _lastQuestion;

    /// <summary>Calls up to the next look.</summary>
    public int CallsLeft { get; private set; } = Calls;

    /// <summary>Counts a call. True: it is time for a look, and stays so until <see cref="Restart"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Counts()
    {
        if (CallsLeft == 0)
            return true;
        CallsLeft--;
        return false;
    }

    /// <summary>The next look is that many calls away, at most <see cref="Calls"/>.</summary>
    public void Restart(ulong calls = Calls) => CallsLeft = (int)Math.Min(calls, Calls);

    /// <summary>Whether the kernel was not asked lately. Counts as asked.</summary>
    public bool MayAsk(Sleeper sleeper)
    {
        long now = sleeper.Now;
        if (now - _lastQuestion < BetweenQuestions)
            return false;
        _lastQuestion = now;
        return true;
    }
}
