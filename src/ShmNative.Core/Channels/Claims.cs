using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>The sequences that an endpoint holds, oldest first: a fixed ring in private memory.</summary>
/// <param name="capacity">A power of two.</param>
internal sealed class Claims(int capacity)
{
    private readonly ulong[] _sequences = new ulong[capacity];
    private int _first;

    public int Count { get; private set; }

    public bool IsFull => Count == _sequences.Length;

    public ulong Oldest => _sequences[_first];

    /// <summary>The lowest of them, or <see cref="ChannelConstants.NoSequence"/>. They need not ascend: a redelivered message is older.</summary>
    public ulong Lowest
    {
        get
        {
            ulong lowest = ChannelConstants.NoSequence;
            for (int i = 0; i < Count; i++)
                lowest = Math.Min(lowest, _sequences[(_first + i) & (_sequences.Length - 1)]);
            return lowest;
        }
    }

    public void Add(ulong sequence)
    {
        _sequences[(_first + Count) & (_sequences.Length - 1)] = sequence;
        Count++;
    }

    public void RemoveNewest() => Count--;

    public void RemoveOldest()
    {
        _first = (_first + 1) & (_sequences.Length - 1);
        Count--;
    }
}
