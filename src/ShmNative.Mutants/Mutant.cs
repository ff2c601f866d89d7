namespace ShmNative.Mutants;

/// <summary>One place, and what is done to it.</summary>
/// <param name="Number">The place's, from 1; differs from build to build.</param>
/// <param name="File">The file's name.</param>
/// <param name="Line">Its line there.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Code">The code it is done to, on one line.</param>
public sealed record Mutant(int Number, string File, int Line, string Kind, string Code)
{
    /// <summary>A copy of it that came before has the same name: the second is "#2".</summary>
    public int Copy { get; init; } = 1;

    /// <summary>What it is called from build to build, as long as the code is the same.</summary>
    public string Name => $"{File}: {Kind}: {Code}{(Copy > 1 ? $" #{Copy}" : "")}";

    public override string ToString() => $"{File}:{Line}: {Kind}: {Code}";
}

/// <summary>A list of mutants in the making.</summary>
public sealed class MutantList
{
    private readonly Dictionary<string, int> _copies = [];
    private readonly List<Mutant> _mutants = [];

    public IReadOnlyList<Mutant> All => _mutants;

    /// <summary>Puts one down and gives it a number.</summary>
    public int Add(string file, int line, string kind, string code)
    {
        Mutant mutant = new(_mutants.Count + 1, file, line, kind, string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        int copy = _copies[mutant.Name] = _copies.GetValueOrDefault(mutant.Name) + 1;
        _mutants.Add(mutant with { Copy = copy });
        return mutant.Number;
    }
}
