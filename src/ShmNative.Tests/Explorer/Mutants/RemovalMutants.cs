namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>Who removes a channel asks of each entry whether it is held, and locks none.</summary>
internal sealed class TableNotLocked : Mutation
{
    public override bool LocksTable => false;
}

/// <summary>Who removes a channel locks only the entry that was ever used, not the whole table.</summary>
internal sealed class OnlyUsedEntriesLocked : Mutation
{
    public override uint LockedEntries(uint count) => 1;
}

/// <summary>Who has locked an entry does not look again whether the channel was removed before.</summary>
internal sealed class NotLookedAtAgain : Mutation
{
    private readonly Dictionary<(int Thread, long Key), ulong> _first = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != "joiner")
            return value;
        _first.TryAdd((thread.Id, key), value);
        return _first[(thread.Id, key)];
    }
}
