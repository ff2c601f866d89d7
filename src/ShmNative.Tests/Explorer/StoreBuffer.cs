namespace ShmNative.Tests.Explorer;

/// <summary>
/// The stores of one thread that others do not see yet. Plain stores leave it in any order (weaker than x86-64); a release only after all before it; nothing
/// passes a store fence; one address keeps its order.
/// </summary>
internal sealed class StoreBuffer
{
    private readonly List<Entry> _entries = [];
    private int _epoch;
    private int _serial;

    public readonly record struct Entry(int Serial, long Key, int Size, ulong Value, bool Release, int Epoch)
    {
        /// <summary>Whether it may reach memory only after the other.</summary>
        public bool MustFollow(in Entry other) =>
            other.Serial < Serial && (Release || other.Epoch < Epoch || other.Key == Key);
    }

    /// <summary>How many stores were put in.</summary>
    public int Added => _serial;

    public bool IsEmpty => _entries.Count == 0;

    public IReadOnlyList<Entry> Entries => _entries;

    public void Add(long key, int size, ulong value, bool release) =>
        _entries.Add(new(_serial++, key, size, value, release, _epoch));

    public void Fence() => _epoch++;

    public ulong? Newest(long key)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Key == key)
                return _entries[i].Value;
        }

        return null;
    }

    /// <summary>The stores that may reach memory next.</summary>
    public IEnumerable<Entry> Ready()
    {
        for (int i = 0; i < _entries.Count; i++)
        {
            Entry entry = _entries[i];
            if (!_entries.Exists(other => entry.MustFollow(other)))
                yield return entry;
        }
    }

    public Entry Take(int serial)
    {
        int index = _entries.FindIndex(entry => entry.Serial == serial);
        Entry taken = _entries[index];
        _entries.RemoveAt(index);
        return taken;
    }
}
