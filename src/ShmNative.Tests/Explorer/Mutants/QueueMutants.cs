using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>Who gives a dead consumer's message back does not lower the head.</summary>
internal sealed class HeadNotLowered : Mutation
{
    public override ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired) =>
        key == Words.Head && desired < expected ? null : desired;
}

/// <summary>The head comes down after the message is READY again; in between the repairer may die.</summary>
internal sealed class HeadLoweredLate : Mutation
{
    private readonly Dictionary<int, ulong> _late = [];

    public override ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired)
    {
        if (key != Words.Head || desired >= expected)
            return desired;
        _late[thread.Id] = desired;
        return null;
    }

    public override void Added(VirtualThread thread, long key)
    {
        World world = World.Current;
        if (key == Words.Redelivered && _late.Remove(thread.Id, out ulong head) && world.Peek(null, Words.Head) > head)
            world.Put(Words.Head, 8, head);
    }
}

/// <summary>The head is lowered by a look and a store: another repairer may have lowered it further in between.</summary>
internal sealed class HeadLoweredByStore : Mutation
{
    public override bool Matches(VirtualThread thread, long key, ulong found, ulong expected, ulong desired) =>
        found == expected || (key == Words.Head && desired < expected);
}

/// <summary>A consumer that holds a message announces no older one, which came back.</summary>
internal sealed class IntentNotLowered : Mutation
{
    public override ulong? Store(VirtualThread thread, long key, ulong value)
    {
        ulong intent = Words.IsIntent(key) ? World.Current.Peek(thread, key) : ChannelConstants.NoSequence;
        return intent != ChannelConstants.NoSequence && value < intent ? null : value;
    }
}

/// <summary>A dead participant's entry is repaired without its lock.</summary>
internal sealed class RepairWithoutLock : Mutation
{
    public override bool RepairsUnlocked => true;
}

/// <summary>A consumer that stepped over a hole does not look whether it still is one.</summary>
internal sealed class HoleNotLookedAtAgain : Mutation
{
    private readonly Dictionary<(int Thread, long Key), ulong> _holes = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (!thread.Name.StartsWith("consumer", StringComparison.Ordinal))
            return value;
        if (key == Words.Head)
            ForgetHolesOf(thread.Id); // a new walk
        if (Words.IsState(key, value, SlotPhase.Writing))
            _holes[(thread.Id, key)] = value;
        return _holes.GetValueOrDefault((thread.Id, key), value);
    }

    private void ForgetHolesOf(int thread)
    {
        foreach ((int Thread, long Key) hole in _holes.Keys.Where(hole => hole.Thread == thread).ToList())
            _holes.Remove(hole);
    }
}

/// <summary>Of several holes that a consumer stepped over, it looks at the first one only again.</summary>
internal sealed class OnlyTheFirstHoleLookedAtAgain : Mutation
{
    private readonly List<(long Key, ulong Word)> _holes = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != "consumer")
            return value;
        if (key == Words.Head)
            _holes.Clear(); // a new walk
        int hole = _holes.FindIndex(hole => hole.Key == key);
        if (hole < 0 && Words.IsState(key, value, SlotPhase.Writing))
            _holes.Add((key, value));
        return hole > 0 ? _holes[hole].Word : value;
    }
}

/// <summary>A hint moves only when its own claimer moves it: who walks past does not help.</summary>
internal sealed class HintsNotHelped : Mutation
{
    private readonly Dictionary<int, bool> _claimed = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        // The claimer's own help follows its claim at once: a look at the hint, then the exchange.
        if (key != Words.Tail && key != Words.Head)
            _claimed[thread.Id] = false;
        return value;
    }

    public override ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired)
    {
        if (Words.IsState(key))
            _claimed[thread.Id] = true;
        bool helps = (key == Words.Tail || key == Words.Head) && desired == expected + 1 && !_claimed.GetValueOrDefault(thread.Id);
        return helps ? null : desired;
    }
}
