using System.Text.RegularExpressions;
using ShmNative.Fields;

namespace ShmNative.Structs;

/// <summary>What C calls things of C#.</summary>
public static partial class CNames
{
    private static readonly HashSet<string> s_reserved =
    [
        .. ("alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const const_cast consteval constexpr "
            + "constinit continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false "
            + "float for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public "
            + "register reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct switch template this "
            + "thread_local throw true try typedef typeid typename typeof union unix unsigned using virtual void volatile wchar_t while xor xor_eq "
            + "linux").Split(' '),
    ];

    /// <summary><c>structSize</c> and <c>StructSize</c> become <c>struct_size</c>; a digit belongs to the word before it.</summary>
    public static string Snake(string name)
    {
        string words = name.Replace("SysV", "Sysv", StringComparison.Ordinal).Replace("UInt", "Uint", StringComparison.Ordinal);
        return WordStart().Replace(words, "_").ToLowerInvariant();
    }

    /// <summary>A member's name; a keyword of C or C++ gets a <c>_</c> behind it.</summary>
    /// <exception cref="ShmException">InvalidField: a name with other than ASCII letters, digits and <c>_</c>.</exception>
    public static string Member(string source) => Checked(Snake(source.TrimStart('_')), source);

    /// <summary>A type's name.</summary>
    /// <param name="name">The name in C#, or the one that was given.</param>
    /// <param name="isGiven">Whether it was given, and is to be taken as it is.</param>
    /// <exception cref="ShmException">InvalidField, as above.</exception>
    public static string Type(string name, bool isGiven = false) => Checked(isGiven ? name : Snake(name), name);

    private static string Checked(string name, string source) => Identifier().IsMatch(name)
        ? s_reserved.Contains(name) ? name + "_" : name
        : throw FieldError.Invalid($"'{CEscapes.Escape(source)}' is no name in C: use ASCII letters, digits and _");

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Identifier();
}
