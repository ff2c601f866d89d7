namespace ShmNative.Tests.Explorer;

/// <summary>What a virtual thread is about to do to shared state: enough to know which neighbours in a schedule may be exchanged.</summary>
internal sealed record Operation(string Name, IReadOnlyCollection<long> Reads, IReadOnlyCollection<long> Writes, bool Global = false)
{
    public static readonly Operation Start = new("start", [], []);

    public static Operation Read(string name, long key) => new(name, [key], []);

    public static Operation Write(string name, long key) => new(name, [], [key]);

    /// <summary>Whether the order of the two can matter.</summary>
    public bool DependsOn(Operation other) =>
        Global || other.Global || Overlap(Writes, other.Writes) || Overlap(Writes, other.Reads) || Overlap(Reads, other.Writes);

    private static bool Overlap(IReadOnlyCollection<long> a, IReadOnlyCollection<long> b)
    {
        foreach (long key in a)
        {
            foreach (long other in b)
            {
                if (key == other)
                    return true;
            }
        }

        return false;
    }
}

/// <summary>One possible next step: of a thread, of the death of a thread, or of a store leaving its thread's buffer.</summary>
internal readonly record struct Transition(int Thread, TransitionKind Kind, int Item, Operation Operation)
{
    public bool IsSameAs(Transition other) => Thread == other.Thread && Kind == other.Kind && Item == other.Item;
}

internal enum TransitionKind
{
    Step,
    Kill,
    Flush,
}
