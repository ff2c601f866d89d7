using System.Runtime.CompilerServices;

namespace ShmNative.Waiting;

/// <summary>
/// When one who only polls takes a thorough look: after more and more tries that were blocked, and not twice within 10 ms. Few tries ask
/// for the time, so that a tight loop stays tight.
/// </summary>
internal struct LookThrottle
{
    private const uint MostTriesBetweenLooks = 1024;
    private const long BetweenLooks = 10_000_000;

    private uint _blockedTries;
    private long _lastLook;

    /// <summary>Tries that were blocked since the last look.</summary>
    public uint BlockedTries { readonly get => _blockedTries; set => _blockedTries = value; }

    /// <summary>Counts a blocked try that needs no look; false: it has to ask <see cref="IsDue"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes()
    {
        if (IsTimeToAsk(_blockedTries + 1))
            return false;
        _blockedTries++;
        return true;
    }

    /// <summary>Counts a blocked try; true: it is time for a look.</summary>
    public bool IsDue(Sleeper sleeper)
    {
        if (!IsTimeToAsk(++_blockedTries))
            return false;
        long now = sleeper.Now;
        if (now - _lastLook < BetweenLooks)
            return false;
        (_lastLook, _blockedTries) = (now, 0);
        return true;
    }

    private static bool IsTimeToAsk(uint tries) => (tries & (tries - 1)) == 0 || tries % MostTriesBetweenLooks == 0;
}
