using System.Text.RegularExpressions;

namespace ShmNative.Mutants;

/// <summary>Why mutants survive: the rows of a table in docs/model-checking.md, whose first cell is a pattern of their names.</summary>
internal sealed partial class Explanations
{
    private readonly List<Regex> _patterns = [];

    public Explanations(string document)
    {
        foreach (string row in File.ReadLines(document).SkipWhile(line => line != "## What survives"))
        {
            foreach (Match pattern in row.StartsWith("| `", StringComparison.Ordinal) ? Pattern().Matches(row.Split('|')[1]) : Enumerable.Empty<Match>())
                _patterns.Add(new($"^{Regex.Escape(pattern.Groups[1].Value).Replace("\\*", ".*", StringComparison.Ordinal)}$"));
        }
    }

    public bool Has(Mutant mutant) => _patterns.Exists(pattern => pattern.IsMatch(mutant.Name));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Pattern();
}
