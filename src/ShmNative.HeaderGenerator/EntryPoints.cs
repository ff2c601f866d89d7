using System.Reflection;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>
/// The C side of the library that follows from the C# sources: an entry for each managed function (see Native/Entry.h), and the words
/// for each status, which C has to know while the runtime does not run.
/// </summary>
public static unsafe class EntryPoints
{
    private const int LineWidth = 120;

    /// <summary>The file's text.</summary>
    public static string Write(IReadOnlyList<ExportSection> sections)
    {
        CommentWriter file = new();
        file.Line("/* Made from the C# sources by ./build.sh headers. */").Line("/* clang-format off */").Line("#include \"Entry.h\"").Line();
        file.Line("const char *library_status(int status)").Line("{").Line("    switch (status) {");
        foreach (FieldInfo status in typeof(ShmStatus).GetFields().Where(f => f.IsLiteral).OrderBy(f => f.MetadataToken))
            file.Line($"    case {CLanguage.Name(status)}: return \"{StatusText.Describe((int)status.GetRawConstantValue()!)}\";");
        file.Line("    default: return NULL;").Line("    }").Line("}").Line();

        foreach (ExportedFunction function in sections.SelectMany(s => s.Functions).Where(f => !f.IsWrittenInC))
            Entry(file, function);
        return file.ToString();
    }

    private static void Entry(CommentWriter file, ExportedFunction function)
    {
        ParameterInfo[] parameters = function.Method.GetParameters();
        string declared = string.Join(", ", parameters.Select(p => CLanguage.Declaration(p, CNames.Snake(p.Name!))));
        string passed = string.Join(", ", parameters.Select(p => CNames.Snake(p.Name!)));
        string result = CLanguage.Declaration(function.Method.ReturnParameter, "");
        string otherwise = result == "int" ? "refusal" : result.EndsWith('*') ? "NULL" : "0";
        if (parameters.SingleOrDefault(p => IsCleared(p, result)) is { } cleared)
            otherwise = $"WITHOUT({CNames.Snake(cleared.Name!)}, {otherwise})";
        string macro = otherwise == "refusal" ? "ENTRY(" : $"ENTRY_OR({otherwise}, {result}, ";
        string start = $"{macro}{function.Name}, ({declared}),";
        string end = $"({passed})";
        if (start.Length + end.Length < LineWidth)
            file.Line($"{start} {end})");
        else
            file.Line(start).Line($"{new string(' ', macro.IndexOf('(', StringComparison.Ordinal) + 1)}{end})");
    }

    /// <summary>A handle is NULL after a refusal, and the size of data that is not there 0.</summary>
    private static bool IsCleared(ParameterInfo parameter, string result) =>
        CallsHeader.IsOpaque(parameter.ParameterType.GetElementType()?.GetElementType()) || (result.EndsWith('*') && parameter.ParameterType == typeof(nuint*));
}
