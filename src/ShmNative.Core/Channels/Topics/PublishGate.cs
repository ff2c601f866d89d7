using ShmNative.Memory;

namespace ShmNative.Channels.Topics;

/// <summary>
/// How far a topic's publisher may go before it looks at the reliable subscribers' cursors again.
/// </summary>
internal unsafe struct PublishGate<TMemory>(ChannelMap map)
    where TMemory : struct, ISharedMemory
{
    /// <summary>Every exchange that fails is another publisher's that raised it; there is no end only to a liar's.</summary>
    private const int MostTries = 1 << 16;

    /// <summary>Sequences below this may be written without a look. Private to one publisher.</summary>
    public ulong Limit { get; private set; }

    /// <summary>Looks at the cursors and raises the limit as far as they allow.</summary>
    /// <param name="tail">A sequence before which everything is claimed and, by this publisher, committed.</param>
    /// <param name="exclusive">Whether nobody else raises the gate.</param>
    public void Raise(ulong tail, bool exclusive)
    {
        ulong first = LowestCursor(tail);
        if (!Announce(first + map.SlotCount, exclusive))
            return;

        // SYNC: pairs with Subscriber.Join: cursor, full fence, gate. Either the second scan sees the joiner's cursor, or the joiner
        // sees this gate and moves its cursor up to what it leaves alone.
        TMemory.FullFence();
        ulong second = LowestCursor(tail);
        Limit = Math.Min(first, second) + map.SlotCount;
    }

    /// <summary>Whether the limit reaches behind a sequence, or would after a raise.</summary>
    public readonly bool WouldAllow(ulong sequence, ulong tail) =>
        sequence < Limit || sequence < LowestCursor(tail) + map.SlotCount;

    /// <summary>Stops this publisher for good.</summary>
    public void Shut() => Limit = 0;

    /// <summary>The lowest sequence that must stay readable: for a subscriber that lags, or for one that may join later.</summary>
    private readonly ulong LowestCursor(ulong tail)
    {
        ulong lowest = tail - Math.Min(tail, map.History);
        for (int i = 0, used = ParticipantTable<TMemory>.Used(map); i < used; i++)
        {
            // SYNC: acquire; pairs with the cursor's release in Subscriber: its reads of the payload are done before we overwrite.
            lowest = Math.Min(lowest, TMemory.LoadAcquire(&map.Participants[i].Cursor));
        }

        return lowest;
    }

    /// <summary>False when somebody keeps taking it back: without it a joiner could not know how far we go.</summary>
    private readonly bool Announce(ulong gate, bool exclusive)
    {
        ulong* shared = &map.Header->Gate;
        ulong now = TMemory.LoadAcquire(shared);
        if (exclusive)
        {
            if (now < gate)
                TMemory.Store(shared, gate);
            return true;
        }

        for (int tries = 0; now < gate && tries < MostTries; tries++)
        {
            if (TMemory.CompareExchange(shared, now, gate))
                return true;
            now = TMemory.LoadAcquire(shared);
        }

        return now >= gate;
    }
}
