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

    /// <summary>Hands them to inline calls: number n stands at n modulo the ring's size. If there are more than it holds, they stay here.</summary>
    /// <param name="ring">Receives them; its size is a power of two.</param>
    /// <param name="first">The oldest one's number.</param>
    public void Lend(Span<ulong> ring, ulong first)
    {
        for (int i = 0; i < Count && Count <= ring.Length; i++)
            ring[((int)first + i) & (ring.Length - 1)] = _sequences[(_first + i) & (_sequences.Length - 1)];
    }

    /// <summary>Becomes what inline calls made of them; false: that cannot be.</summary>
    public bool TakeBack(ReadOnlySpan<ulong> ring, ulong first, ulong count)
    {
        if (count > (ulong)ring.Length)
            return count == (ulong)Count; // they stayed here
        Count = 0;
        for (int i = 0; i < (int)count; i++)
            Add(ring[((int)first + i) & (ring.Length - 1)]);
        return true;
    }

    public void RemoveNewest() => Count--;

    public void RemoveOldest()
    {
        _first = (_first + 1) & (_sequences.Length - 1);
        Count--;
    }
}
