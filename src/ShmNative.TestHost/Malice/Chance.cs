namespace ShmNative.TestHost.Malice;

/// <summary>Random numbers that follow from a seed (splitmix64), so that a state can be made again.</summary>
internal struct Chance(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => (int)(Next() % (uint)limit);

    public bool OneIn(int odds) => Below(odds) == 0;

    public T Of<T>(ReadOnlySpan<T> values) => values[Below(values.Length)];
}
