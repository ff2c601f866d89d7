using System.Reflection;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>
/// Headers with calls: an introduction, then a section for each class of exports. A struct, an enumeration or a constant stands before
/// the first call that speaks of it, so that a header can be read from its beginning to its end.
/// </summary>
public sealed class CallsHeader
{
    private const int LineWidth = 110;

    private readonly CLanguage _language;
    private readonly CommentWriter _header = new();
    private readonly Dictionary<string, CDeclaration> _waiting; // by the names that they declare
    private readonly List<CDeclaration> _declared = [];
    private readonly HashSet<Type> _handles = [];

    private CallsHeader(CLanguage language, IEnumerable<CDeclaration> declarations)
    {
        _language = language;
        _waiting = declarations.SelectMany(d => d.Names, (d, name) => (name, d)).ToDictionary();
    }

    /// <summary>The file's text.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="includes">The headers of this library that it stands on.</param>
    /// <param name="content">What stands in it.</param>
    /// <param name="language">From C# to C.</param>
    /// <param name="declarations">All that there are.</param>
    /// <param name="sections">All that there are.</param>
    /// <param name="root">The root of the checkout.</param>
    public static string Write(string name, string includes, CHeader content, CLanguage language, IEnumerable<CDeclaration> declarations,
        IEnumerable<ExportSection> sections, string root)
    {
        CallsHeader header = new(language, declarations.Where(d => d.Header == content));
        return header.Write(name, includes, sections.Where(s => s.Header == content), root);
    }

    private string Write(string name, string includes, IEnumerable<ExportSection> sections, string root)
    {
        string guard = $"SHMNATIVE_{name.Replace("shmnative.", "", StringComparison.Ordinal).Replace('.', '_').ToUpperInvariant()}";
        _header.Line(Introduction.Read(name, root));
        _header.Line($"#ifndef {guard}").Line($"#define {guard}").Line();
        _header.Text(includes).Line();
        _header.Line("#ifdef __cplusplus").Line("extern \"C\" {").Line("#endif").Line();

        foreach (ExportSection section in sections)
            Section(section, root);
        if (_waiting.Count > 0)
            throw new InvalidOperationException($"no call of {name} speaks of {string.Join(", ", _waiting.Keys)}");

        _header.Promises(_declared);
        return _header.Line("#ifdef __cplusplus").Line("}").Line("#endif").Line().Line("#endif").ToString();
    }

    private void Section(ExportSection section, string root)
    {
        string[] prose = [Doc(section.Class, "summary"), Doc(section.Class, "remarks")];
        Heading(section.Title, string.Join("\n\n", prose.Where(p => p.Length > 0)));

        foreach (Type handle in section.Functions.SelectMany(Mentioned).Where(IsOpaque).Distinct())
        {
            if (section.Header != CHeader.Calls || !_handles.Add(handle)) // the other headers stand on that one
                continue;
            string name = CLanguage.Name(handle);
            _header.Doc(Doc(handle, "summary"), []).Line($"typedef struct {name} {name};").Line();
        }

        foreach (ExportedFunction function in section.Functions)
        {
            string text = Function(function);
            Declare(text);
            _header.Text(text);
        }
        if (Introduction.Exists($"{section.Class.Name}.h"))
            _header.Line(Introduction.Read($"{section.Class.Name}.h", root));
    }

    private string Doc(Type type, string element) => _language.Text(_language.Docs.Of(type, element));

    /// <summary>Declares what a text speaks of, and before it what that speaks of.</summary>
    private void Declare(string text)
    {
        foreach (string name in CDeclaration.Mentioned(text))
        {
            if (!_waiting.TryGetValue(name, out CDeclaration? declaration))
                continue;
            foreach (string declared in declaration.Names)
                _waiting.Remove(declared);
            Declare(declaration.Text);
            _header.Text(declaration.Text);
            _declared.Add(declaration);
        }
    }

    private void Heading(string title, string prose)
    {
        string rule = new('-', LineWidth - title.Length - 12);
        if (prose.Length == 0)
            _header.Line($"/* ---- {title} {rule} */").Line();
        else
            _header.Line($"/* ---- {title} {rule}").Line(" *").Prose(prose, " * ").Line(" */").Line();
    }

    private string Function(ExportedFunction function)
    {
        CommentWriter text = new();
        List<(string, string)> tags = [];
        foreach (ParameterInfo parameter in function.Method.GetParameters())
        {
            string meaning = _language.Text(_language.Docs.Of(function.Method, "param", parameter.Name));
            if (meaning.Length > 0)
                tags.Add(($"@param {CNames.Snake(parameter.Name!)}", meaning));
        }
        string returns = _language.Text(_language.Docs.Of(function.Method, "returns"));
        if (returns.Length > 0)
            tags.Add(("@return", returns));

        text.Doc(_language.Text(_language.Docs.Of(function.Method, "summary")), tags);
        foreach (string line in Prototype(function))
            text.Line(line);
        return text.Line().ToString();
    }

    private static IEnumerable<string> Prototype(ExportedFunction function)
    {
        string[] parameters = [.. function.Method.GetParameters().Select(p => CLanguage.Declaration(p, CNames.Snake(p.Name!)))];
        string attribute = MayBeDropped(function) ? "" : "SHM_NODISCARD ";
        string start = $"{attribute}{CLanguage.Declaration(function.Method.ReturnParameter, function.Name)}(";
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

    /// <summary>Closing does not fail for a caller that can do something about it; a text's length is for those who want it.</summary>
    private static bool MayBeDropped(ExportedFunction function) =>
        function.Method.ReturnType == typeof(void) || function.Method.ReturnType == typeof(nuint)
        || function.Name.EndsWith("_close", StringComparison.Ordinal) || function.Name.EndsWith("_detach", StringComparison.Ordinal);

    private static IEnumerable<Type> Mentioned(ExportedFunction function) =>
        function.Method.GetParameters().Append(function.Method.ReturnParameter).Select(p => Pointed(p.ParameterType));

    private static Type Pointed(Type type) => type.IsPointer ? Pointed(type.GetElementType()!) : type;

    /// <summary>Whether C knows the type by its name only.</summary>
    public static bool IsOpaque(Type? type) => type?.Assembly == typeof(Exports.LibraryExports).Assembly && !type.IsEnum && type.IsValueType;
}
