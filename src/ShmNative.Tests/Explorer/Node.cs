namespace ShmNative.Tests.Explorer;

/// <summary>A state on the present path, and what is known of the steps out of it.</summary>
internal sealed class Node
{
    public required List<Transition> Enabled { get; init; }

    /// <summary>Steps whose schedules from here are covered by others.</summary>
    public required List<Transition> Asleep { get; init; }

    public required int Preemptions { get; init; }

    public required int LastThread { get; init; }

    /// <summary>Whether that thread could go on.</summary>
    public required bool LastGoesOn { get; init; }

    public int Choice { get; set; } = -1;

    public HashSet<int> Tried { get; } = [];

    public Transition Chosen => Enabled[Choice];

    public Visit? Visit { get; set; }

    // ---- for the partial-order reduction

    /// <summary>The processes to be tried from here, a bit for each; 0: not begun.</summary>
    public ulong Wanted { get; set; }

    /// <summary>Processes that can take a step here.</summary>
    public ulong CanStep { get; set; }

    /// <summary>Processes that can take a step or die.</summary>
    public ulong CanDo { get; set; }

    /// <summary>How many stores each thread had put into its buffer.</summary>
    public int[] Stores { get; set; } = [];

    public Access[] Accesses { get; set; } = [];

    /// <summary>Of each process, 1 + the depth of its latest step that comes before the chosen one, or is it.</summary>
    public int[] Clock { get; set; } = [];

    /// <summary>Accesses that were done from here on, on any path.</summary>
    public BitSet Later { get; } = new();
}

/// <summary>A key that a step touches.</summary>
internal readonly record struct Access(int Process, long Key, bool Writes);

/// <summary>A state that was gone on from.</summary>
internal sealed class Visit
{
    /// <summary>What was asleep there, each time.</summary>
    public List<UInt128> Asleep { get; } = [];

    /// <summary>Accesses that were done from there on.</summary>
    public BitSet Later { get; } = new();

    public bool IsOnPath { get; set; }
}

/// <summary>A set of small numbers.</summary>
internal sealed class BitSet
{
    private ulong[] _words = [];

    public void Add(int number)
    {
        Grow((number / 64) + 1);
        _words[number / 64] |= 1UL << (number % 64);
    }

    public void Add(BitSet other)
    {
        Grow(other._words.Length);
        for (int i = 0; i < other._words.Length; i++)
            _words[i] |= other._words[i];
    }

    public IEnumerable<int> Numbers
    {
        get
        {
            for (int i = 0; i < _words.Length; i++)
            {
                for (ulong left = _words[i]; left != 0; left &= left - 1)
                    yield return (i * 64) + System.Numerics.BitOperations.TrailingZeroCount(left);
            }
        }
    }

    private void Grow(int words)
    {
        if (_words.Length < words)
            Array.Resize(ref _words, words);
    }
}
