using System.Text.RegularExpressions;

namespace ShmNative.Mutants;

/// <summary>What is done to a header's text: so many characters from a place on become others.</summary>
public readonly record struct Edit(int Start, int Length, string Text);

/// <summary>Finds the places of the inline headers where something can be weakened: by their text, which the formatter keeps in one shape.</summary>
public static partial class HeaderScan
{
    /// <summary>The inline headers of a directory, the outermost first.</summary>
    public static IEnumerable<string> Files(string include) =>
        Directory.EnumerateFiles(Path.Combine(include, "shmnative"), "inline_*.h").Order(StringComparer.Ordinal).Prepend(Path.Combine(include, "shmnative_inline.h"));

    /// <summary>Puts down each place of a text, and returns what is to be done there, in the order of their numbers.</summary>
    public static IReadOnlyList<Edit> Scan(string file, string source, MutantList mutants)
    {
        List<Edit> edits = [];
        string code = Comment().Replace(source, comment => new string(' ', comment.Length)); // offsets stay
        foreach (Match order in Order().Matches(code))
            Add("relaxed", order.Index, order.Length, "__ATOMIC_RELAXED", Around(order.Index));
        foreach (Match call in Call().Matches(code))
        {
            int end = code.IndexOf(';', call.Groups[1].Index);
            Add("not called", call.Groups[1].Index, end - call.Groups[1].Index, "(void)0", code[call.Groups[1].Index..end]);
        }

        foreach (Match check in If().Matches(code))
        {
            int open = check.Index + check.Length - 1, end = Closing(open);
            Add("not checked", open, end + 1 - open, "(0)", code[open..(end + 1)]);
        }

        foreach (Match and in Logical().Matches(code))
        {
            int from = OperandBefore(and.Index), to = OperandBehind(and.Index + and.Length);
            Add("not looked at", and.Index, to - and.Index, "", code[(and.Index + and.Length)..to]);
            Add("not looked at", from, and.Index + and.Length - from, "", code[from..and.Index]);
        }

        return edits;

        void Add(string kind, int start, int length, string text, string what)
        {
            mutants.Add(file, code[..start].Count(letter => letter == '\n') + 1, kind, what);
            edits.Add(new(start, length, text));
        }

        string Around(int index)
        {
            int start = code.LastIndexOfAny([';', '{', '}', '#'], index) + 1;
            return code[start..code.IndexOfAny([';', '{'], index)];
        }

        int Closing(int open)
        {
            int depth = 0, at = open;
            do
                depth += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
            while (depth > 0 && ++at < code.Length);
            return at;
        }

        int OperandBehind(int at)
        {
            for (int depth = 0; ; at++)
            {
                if (depth == 0 && (code[at] is ')' or ';' or '?' or ':' or ',' || IsLogical(at)))
                    return at;
                depth += code[at] == '(' ? 1 : code[at] == ')' ? -1 : 0;
            }
        }

        int OperandBefore(int at)
        {
            for (int depth = 0; ; at--)
            {
                char before = code[at - 1];
                bool assigns = before == '=' && code[at - 2] is not ('=' or '!' or '<' or '>') && code[at] != '=';
                if (depth == 0 && (before is '(' or ';' or '?' or ':' or ',' || assigns || IsLogical(at - 2) || code[..at].EndsWith("return", StringComparison.Ordinal)))
                    return at;
                depth += before == ')' ? 1 : before == '(' ? -1 : 0;
            }
        }

        bool IsLogical(int at) => string.CompareOrdinal(code, at, "&&", 0, 2) == 0 || string.CompareOrdinal(code, at, "||", 0, 2) == 0;
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("__ATOMIC_(RELEASE|ACQUIRE|SEQ_CST)")]
    private static partial Regex Order();

    /// <summary>A statement that is a call: a store, a fence, or what another function does.</summary>
    [GeneratedRegex(@"(?<=[;{})]\s*)((?:shm_inline_|SHM_INLINE_STORE|__atomic_thread_fence|memcpy)\w*\()")]
    private static partial Regex Call();

    [GeneratedRegex(@"\b(?<!# *)(?:if) \(")]
    private static partial Regex If();

    [GeneratedRegex(@"&&|\|\|")]
    private static partial Regex Logical();
}
