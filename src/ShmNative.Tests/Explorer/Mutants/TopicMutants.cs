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

/// <summary>A publisher goes as far as the second scan allows, beyond the gate that it announced after the first.</summary>
internal sealed class LimitBeyondTheGate(ulong slots) : Mutation
{
    private ulong _lowest = ChannelConstants.NoSequence;
    private bool _again;

    /// <summary>In the first scan nobody seems to be in the way.</summary>
    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != "publisher" || key == Words.Gate || key == Words.Used)
            return value;
        if (!Words.IsCursor(key))
        {
            (_lowest, _again) = (ChannelConstants.NoSequence, false);
            return value;
        }

        if (_again)
            return value;
        _lowest = Math.Min(_lowest, value);
        return ChannelConstants.NoSequence;
    }

    /// <summary>What it announces is what it saw in truth.</summary>
    public override ulong? Store(VirtualThread thread, long key, ulong value) =>
        key == Words.Gate ? Math.Max(World.Current.Peek(thread, key), Math.Min(value, _lowest == ChannelConstants.NoSequence ? value : _lowest + slots)) : value;

    public override bool FullFence(VirtualThread thread)
    {
        _again |= thread.Name == "publisher";
        return true;
    }
}

/// <summary>Who takes a topic's only publisher's place leaves the tail where it is.</summary>
internal sealed class TailNotMovedOnHandOver : Mutation
{
    public override ulong? Store(VirtualThread thread, long key, ulong value) => key == Words.Tail ? null : value;
}

/// <summary>A subscriber that passes a burnt sequence moves its cursor, over the message that it holds.</summary>
internal sealed class CursorMovedOverWhatIsHeld(int entry) : Mutation
{
    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name == "subscriber" && Words.IsState(key, value, SlotPhase.Aborted))
            World.Current.Put(Words.Cursor(entry), 8, (value >> ChannelConstants.SequenceShift) + 1);
        return value;
    }
}
