namespace ShmNative.Bench;

/// <summary>What <c>--only</c> leaves.</summary>
internal static class Selection
{
    /// <summary>The items that one of the patterns names; all of them when none does.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, IReadOnlyList<string> patterns, Func<T, string[]> names)
    {
        // A pattern that is somebody's whole name means that one alone: floor is not floor-pause.
        List<T> named = [.. items.Where(item => patterns.Any(pattern => Names(pattern, item, items, names)))];
        return named.Count > 0 ? named : items;
    }

    /// <summary>Whether a pattern names anything.</summary>
    public static bool Knows(string pattern, Effort effort) =>
        Contender.All.Any(contender => Contains(pattern, contender.Id, contender.Name)) || Measure.All(effort).Any(measure => Contains(pattern, measure.Verb, measure.Title));

    private static bool Names<T>(string pattern, T item, IReadOnlyList<T> items, Func<T, string[]> names) =>
        items.Any(other => Is(pattern, names(other))) ? Is(pattern, names(item)) : Contains(pattern, names(item));

    private static bool Is(string pattern, params string[] names) => names.Contains(pattern, StringComparer.OrdinalIgnoreCase);

    private static bool Contains(string pattern, params string[] names) => names.Any(name => name.Contains(pattern, StringComparison.OrdinalIgnoreCase));
}
