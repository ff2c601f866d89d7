using System.Text.RegularExpressions;
using ShmNative.Layout;

namespace ShmNative.HeaderGenerator;

/// <summary>A constant, an enumeration or a struct of the Layout assembly, as C declares it.</summary>
/// <param name="Header">Where it stands.</param>
/// <param name="Names">What it declares: the type, and an enumeration's members.</param>
/// <param name="Text">The declaration with its comments.</param>
/// <param name="Promises">A struct's assertions that a compiler gives it the offsets that the library gives it; otherwise empty.</param>
public sealed partial record CDeclaration(CHeader Header, IReadOnlyList<string> Names, string Text, string Promises)
{
    /// <summary>The names of this library that a text speaks of, in their order.</summary>
    public static IEnumerable<string> Mentioned(string text) => ShmName().Matches(text).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"\b(shm|SHM)_\w+")]
    private static partial Regex ShmName();
}
