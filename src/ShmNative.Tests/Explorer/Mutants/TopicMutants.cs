using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>Publishers raise the gate for themselves only.</summary>
internal sealed class GateNotAnnounced : Mutation
{
    private readonly Dictionary<int, ulong> _own = [];

    public override ulong Load(VirtualThread thread, long key, ulong value) =>
        key == Words.Gate && _own.TryGetValue(thread.Id, out ulong own) ? own : value;

    public override ulong? Store(VirtualThread thread, long key, ulong value) => key == Words.Gate ? Keep(thread, value) : value;

    public override ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired) =>
        key == Words.Gate ? Keep(thread, desired) : desired;

    private ulong? Keep(VirtualThread thread, ulong value)
    {
        _own[thread.Id] = value;
        return null;
    }
}

/// <summary>Publishers scan the cursors once: the second scan sees what the first one saw.</summary>
internal sealed class SingleScan : Mutation
{
    private readonly Dictionary<int, Dictionary<long, ulong>> _scans = [];
    private readonly HashSet<int> _repeating = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (!_scans.TryGetValue(thread.Id, out Dictionary<long, ulong>? scan))
            _scans.Add(thread.Id, scan = []);
        if (key == Words.Gate)
            return value; // between the two
        if (key != Words.Used && !Words.IsCursor(key))
        {
            scan.Clear();
            _repeating.Remove(thread.Id);
            return value;
        }

        if (!_repeating.Contains(thread.Id))
            scan[key] = value;
        return scan.GetValueOrDefault(key, value);
    }

    public override bool FullFence(VirtualThread thread)
    {
        _repeating.Add(thread.Id);
        return true;
    }
}

/// <summary>The fence between announcing and scanning again, or between the joiner's cursor and its look at the gate, is missing.</summary>
internal sealed class NoFullFence(string thread) : Mutation
{
    public override bool FullFence(VirtualThread running) => running.Name != thread;
}

/// <summary>Instead of burning a dead publisher's sequence, the slot is offered for it once more.</summary>
internal sealed class SequenceOfferedAgain(ulong slots) : Mutation
{
    public override ulong? Exchange(VirtualThread thread, long key, ulong expected, ulong desired)
    {
        if (!Words.IsState(key, desired, SlotPhase.Aborted))
            return desired;
        ulong sequence = desired >> ChannelConstants.SequenceShift;
        return sequence < slots ? SlotWord.Pack(sequence, SlotPhase.Empty) : SlotWord.Pack(sequence - slots, SlotPhase.Ready);
    }
}

/// <summary>Whoever takes an entry believes that it was free.</summary>
internal sealed class EntryNotRepaired : Mutation
{
    public override ulong Load(VirtualThread thread, long key, ulong value) => thread.Name == "newcomer" && Words.IsRole(key) ? 0 : value;
}

/// <summary>A successor takes a sequence that was being written for one that nobody has used.</summary>
internal sealed class SequenceReusedOnHandOver : Mutation
{
    public override ulong Load(VirtualThread thread, long key, ulong value) =>
        thread.Name == "successor" && Words.IsState(key, value, SlotPhase.Writing) ? SlotWord.Pack(0, SlotPhase.Empty) : value;
}
