namespace ShmNative.HeaderGenerator;

/// <summary>
/// The hand-written parts of headers: their beginnings, and what only C has behind a section. With examples taken from files that are
/// compiled and run.
/// </summary>
public static class Introduction
{
    private const string Include = " * @include ";

    /// <summary>The embedded text; a line <c>@include PATH</c> is replaced by that file of the checkout.</summary>
    public static string Read(string name, string root)
    {
        using StreamReader reader = new(typeof(Introduction).Assembly.GetManifestResourceStream(name)!);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').SelectMany(line => Expand(line, root))) + "\n";
    }

    /// <summary>Whether there is such a text.</summary>
    public static bool Exists(string name) => typeof(Introduction).Assembly.GetManifestResourceInfo(name) is not null;

    private static IEnumerable<string> Expand(string line, string root) =>
        line.StartsWith(Include, StringComparison.Ordinal)
            ? File.ReadAllText(Path.Combine(root, line[Include.Length..])).TrimEnd().Split('\n').Select(code => $" *     {code}".TrimEnd())
            : [line];
}
