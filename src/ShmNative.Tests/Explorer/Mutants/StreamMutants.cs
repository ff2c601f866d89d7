using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer.Mutants;

/// <summary>A receiver looks at the slots, then at CLOSED, and goes by what it saw in the slots before.</summary>
internal sealed class SlotBeforeClosed : Mutation
{
    private readonly Dictionary<(int Thread, long Key), ulong> _before = [];
    private readonly HashSet<int> _sawClosed = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != "receiver")
            return value;
        if (key == Words.Closed && value != 0)
            _sawClosed.Add(thread.Id);
        if (!Words.IsState(key))
            return value;
        if (!_sawClosed.Contains(thread.Id))
            _before[(thread.Id, key)] = value;
        return _before.GetValueOrDefault((thread.Id, key), value);
    }
}

/// <summary>A sender does not look at CLOSED again after its claim.</summary>
internal sealed class ClosedNotRechecked : Mutation
{
    public override ulong Load(VirtualThread thread, long key, ulong value) =>
        thread.Name == "sender" && key == Words.Closed ? 0 : value;
}

/// <summary>A receiver takes a slot that is being written for an unclaimed one.</summary>
internal sealed class HoleTakenForTheEnd : Mutation
{
    public override ulong Load(VirtualThread thread, long key, ulong value) =>
        thread.Name == "receiver" && Words.IsState(key, value, SlotPhase.Writing) ? SlotWord.Pack(value >> ChannelConstants.SequenceShift, SlotPhase.Empty) : value;
}

/// <summary>A value's reader takes whatever is READY in the slot of the latest, also a newer message.</summary>
internal sealed class NewerTakenForLatest : Mutation
{
    private readonly Dictionary<int, (ulong Latest, ulong Word)> _reading = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (key == Words.Latest)
            _reading[thread.Id] = (value, 0);
        if (!Words.IsState(key, value, SlotPhase.Ready) || !_reading.TryGetValue(thread.Id, out (ulong Latest, ulong Word) reading))
            return value;
        if (reading.Word == 0)
            _reading[thread.Id] = reading = (reading.Latest, value);
        return value == reading.Word ? SlotWord.Pack(reading.Latest, SlotPhase.Ready) : value;
    }
}

/// <summary>Nothing keeps payload stores behind the store of WRITING.</summary>
internal sealed class NoStoreFence : Mutation
{
    public override bool StoreFence(VirtualThread thread) => false;
}

/// <summary>Who copied a message does not look at its state word again.</summary>
internal sealed class NotRechecked : Mutation
{
    private readonly Dictionary<int, (long Key, ulong Word)> _first = [];

    public override ulong Load(VirtualThread thread, long key, ulong value)
    {
        if (thread.Name != "reader" || !Words.IsState(key))
            return value;
        bool again = _first.Remove(thread.Id, out (long Key, ulong Word) first) && first.Key == key;
        if (again)
            return first.Word;
        if (SlotWord.Phase(value) == SlotPhase.Ready)
            _first[thread.Id] = (key, value);
        return value;
    }
}

/// <summary>Nothing keeps the loads of a copy before the second look at the state word.</summary>
internal sealed class NoLoadFence : Mutation
{
    public override bool LoadFence(VirtualThread thread) => false;
}

/// <summary>A thread's store to some words is no release: what it did before may come after it.</summary>
internal sealed class StoredWithoutRelease(string thread, Func<long, bool> words) : Mutation
{
    public override bool Releases(VirtualThread running, long key) => running.Name != thread || !words(key);
}
