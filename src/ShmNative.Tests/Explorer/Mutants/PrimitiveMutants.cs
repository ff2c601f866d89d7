using ShmNative.Layout.Primitives;

namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>Who gives something back does not see that somebody sleeps.</summary>
internal sealed class SleepersUnseen(string giver, long key, ulong awaited) : Mutation
{
    public override ulong Load(VirtualThread thread, long at, ulong value) =>
        thread.Name == giver && at == key ? value & ~awaited : value;
}

/// <summary>Who found a lock's owner dead takes the lock whatever stands there by then.</summary>
internal sealed class DeadOwnerTakenBlindly(long key, ulong dead) : Mutation
{
    private readonly HashSet<int> _found = [];

    public override ulong Load(VirtualThread thread, long at, ulong value)
    {
        if (at != key)
            return value;
        if ((value & ~PrimitiveConstants.OwnerAwaited) == dead)
            _found.Add(thread.Id);
        return _found.Contains(thread.Id) && value != 0 && (value & ~PrimitiveConstants.OwnerAwaited) != (ulong)thread.Id + 1 ? dead : value;
    }
}

/// <summary>Who takes a dead owner's lock forgets that somebody sleeps.</summary>
internal sealed class HeirForgetsSleepers(long key, ulong dead) : Mutation
{
    public override ulong? Exchange(VirtualThread thread, long at, ulong expected, ulong desired) =>
        at == key && (expected & ~PrimitiveConstants.OwnerAwaited) == dead && desired != (expected | PrimitiveConstants.OwnerAwaited)
            ? desired & ~PrimitiveConstants.OwnerAwaited
            : desired;
}

/// <summary>A writer fills the copy that readers are sent to.</summary>
internal sealed class NewestCopyOverwritten(string writer, long key) : Mutation
{
    public override ulong Load(VirtualThread thread, long at, ulong value) => thread.Name == writer && at == key ? value + 1 : value;
}

/// <summary>A reader does not look at the sequence again after its copy.</summary>
internal sealed class SequenceNotRechecked(long key) : Mutation
{
    private readonly Dictionary<int, ulong> _first = [];

    public override ulong Load(VirtualThread thread, long at, ulong value)
    {
        if (thread.Name != "reader" || at != key)
            return value;
        if (_first.Remove(thread.Id, out ulong first))
            return first;
        if (value != 0)
            _first[thread.Id] = value;
        return value;
    }
}

/// <summary>Who sets an event takes one that is awaited for one that nobody waits for.</summary>
internal sealed class AwaitedTakenForReset(string setter, long key) : Mutation
{
    public override ulong Load(VirtualThread thread, long at, ulong value) =>
        thread.Name == setter && at == key && value == PrimitiveConstants.EventAwaited ? PrimitiveConstants.EventReset : value;
}
