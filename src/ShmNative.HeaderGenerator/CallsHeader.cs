using System.Reflection;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary><c>shmnative.h</c>: introduction, statuses and structs, then a section for each class of exports.</summary>
public static class CallsHeader
{
    private const int LineWidth = 110;

    /// <summary>The file's text.</summary>
    public static string Write(CLanguage language, IReadOnlyList<ExportSection> sections, string root)
    {
        CommentWriter header = new();
        header.Line(Introduction.Read("shmnative.h", root));
        header.Line("#ifndef SHMNATIVE_H").Line("#define SHMNATIVE_H").Line();
        header.Line("#include <assert.h>").Line("#include <stddef.h>").Line("#include <stdint.h>").Line().Line("#include \"shmnative_layout.h\"").Line();
        header.Line("#ifdef __cplusplus").Line("extern \"C\" {").Line("#endif").Line();

        Heading(header, "Statuses, options and information", "");
        Declarations.Write(header, language, wire: false);
        HashSet<Type> declared = [];
        foreach (ExportSection section in sections)
            Section(header, language, section, declared);
        Declarations.WritePromises(header, wire: false);

        return header.Line("#ifdef __cplusplus").Line("}").Line("#endif").Line().Line("#endif").ToString();
    }

    private static void Section(CommentWriter header, CLanguage language, ExportSection section, HashSet<Type> declared)
    {
        string[] prose = [language.Text(language.Docs.Of(section.Class, "summary")), language.Text(language.Docs.Of(section.Class, "remarks"))];
        Heading(header, section.Title, string.Join("\n\n", prose.Where(p => p.Length > 0)));

        foreach (Type handle in section.Functions.SelectMany(f => f.Method.GetParameters()).Select(p => Pointed(p.ParameterType)).Where(IsOpaque).Distinct())
        {
            if (declared.Add(handle))
                header.Doc(language.Text(language.Docs.Of(handle, "summary")), []).Line($"typedef struct {CLanguage.Name(handle)} {CLanguage.Name(handle)};").Line();
        }
        foreach (ExportedFunction function in section.Functions)
            Function(header, language, function);
    }

    private static void Heading(CommentWriter header, string title, string prose)
    {
        string rule = new('-', LineWidth - title.Length - 12);
        if (prose.Length == 0)
            header.Line($"/* ---- {title} {rule} */").Line();
        else
            header.Line($"/* ---- {title} {rule}").Line(" *").Prose(prose, " * ").Line(" */").Line();
    }

    private static void Function(CommentWriter header, CLanguage language, ExportedFunction function)
    {
        List<(string, string)> tags = [];
        foreach (ParameterInfo parameter in function.Method.GetParameters())
        {
            string text = language.Text(language.Docs.Of(function.Method, "param", parameter.Name));
            if (text.Length > 0)
                tags.Add(($"@param {CNames.Snake(parameter.Name!)}", text));
        }
        string returns = language.Text(language.Docs.Of(function.Method, "returns"));
        if (returns.Length > 0)
            tags.Add(("@return", returns));

        header.Doc(language.Text(language.Docs.Of(function.Method, "summary")), tags);
        foreach (string line in Prototype(function))
            header.Line(line);
        header.Line();
    }

    private static IEnumerable<string> Prototype(ExportedFunction function)
    {
        string[] parameters = [.. function.Method.GetParameters().Select(p => CLanguage.Declaration(p, CNames.Snake(p.Name!)))];
        string start = CLanguage.Declaration(function.Method.ReturnParameter, function.Name) + "(";
        string line = start;
        for (int i = 0; i < parameters.Length; i++)
        {
            string end = i == parameters.Length - 1 ? ");" : ",";
            if (line.Length + parameters[i].Length + end.Length > LineWidth)
            {
                yield return line.TrimEnd();
                line = new string(' ', start.Length);
            }
            line += parameters[i] + end + (end == "," ? " " : "");
        }
        yield return parameters.Length == 0 ? start + "void);" : line;
    }

    private static Type Pointed(Type type) => type.IsPointer ? Pointed(type.GetElementType()!) : type;

    /// <summary>Whether C knows the type by its name only.</summary>
    public static bool IsOpaque(Type? type) => type?.Assembly == typeof(Exports.LibraryExports).Assembly && !type.IsEnum && type.IsValueType;
}
