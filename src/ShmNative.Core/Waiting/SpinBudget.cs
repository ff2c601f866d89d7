namespace ShmNative.Waiting;

/// <summary>How often a blocked operation is tried again before it sleeps: as long as that has paid lately.</summary>
internal struct SpinBudget(int first)
{
    private const int Least = 16;
    private const int Most = 4096;

    /// <summary>Tries; 0: it sleeps at once, always.</summary>
    public int Count { get; private set; } = first;

    /// <summary>One of the tries worked.</summary>
    public void Paid() => Count = Math.Min(Count * 2, Most);

    /// <summary>None did.</summary>
    public void Wasted() => Count = Math.Max(Count / 2, Math.Min(Count, Least));
}
