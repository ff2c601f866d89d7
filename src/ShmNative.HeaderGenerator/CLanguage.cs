using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>From C# to C: names, types, values, and the text of comments.</summary>
/// <param name="docs">The documentation that comments are made from.</param>
/// <param name="isForeign">Whether it is not this library's, and may refer to what C has no name for.</param>
public sealed partial class CLanguage(XmlDocs docs, bool isForeign = false)
{
    private static readonly Dictionary<Type, string> s_types = new()
    {
        [typeof(void)] = "void",
        [typeof(byte)] = "uint8_t",
        [typeof(sbyte)] = "int8_t",
        [typeof(short)] = "int16_t",
        [typeof(ushort)] = "uint16_t",
        [typeof(int)] = "int32_t",
        [typeof(uint)] = "uint32_t",
        [typeof(long)] = "int64_t",
        [typeof(ulong)] = "uint64_t",
        [typeof(nint)] = "intptr_t",
        [typeof(nuint)] = "size_t",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    /// <summary>The documentation that comments are made from.</summary>
    public XmlDocs Docs { get; } = docs;

    /// <summary>C's name of a type that has one.</summary>
    public static string Name(Type type) => type.GetCustomAttribute<CNameAttribute>()?.Name ?? throw new InvalidOperationException($"{type} has no [CName]");

    /// <summary>C's name of an enumeration's member or of a constant.</summary>
    public static string Name(FieldInfo constant) =>
        constant.DeclaringType!.GetCustomAttribute<CNameAttribute>()!.MemberPrefix + CNames.Snake(constant.Name).ToUpperInvariant();

    /// <summary>A parameter or result: type and declarator, for example <c>const char *address</c>.</summary>
    public static string Declaration(ParameterInfo parameter, string name)
    {
        string type = parameter.GetCustomAttribute<CTypeAttribute>()?.Type ?? TypeName(parameter.ParameterType, parameter.Position < 0);
        bool isConst = parameter.GetCustomAttributes().Any(a => a is Exports.ConstAttribute);
        return (isConst ? "const " : "") + Declarator(type, name);
    }

    /// <summary>A member of a struct, for example <c>char name[40]</c>.</summary>
    public static string Declaration(FieldInfo member)
    {
        string name = CNames.Snake(member.Name);
        if (member.GetCustomAttribute<FixedBufferAttribute>() is { } buffer)
            return $"{(buffer.ElementType == typeof(byte) ? "char" : TypeName(buffer.ElementType))} {name}[{buffer.Length}]";
        return Declarator(member.GetCustomAttribute<CTypeAttribute>()?.Type ?? TypeName(member.FieldType), name);
    }

    private static string Declarator(string type, string name) => $"{type}{(type.EndsWith('*') || name.Length == 0 ? "" : " ")}{name}";

    /// <summary>A constant's value as C writes it.</summary>
    public static string Value(FieldInfo constant) => constant.GetRawConstantValue() switch
    {
        string text => $"\"{text}\"",
        long number => $"INT64_C({number})",
        ulong.MaxValue => "UINT64_MAX",
        ulong number => $"UINT64_C(0x{number:X})",
        uint number when constant.Name.EndsWith("Magic", StringComparison.Ordinal) => $"0x{number:X}",
        int mode when constant.Name.EndsWith("Mode", StringComparison.Ordinal) => "0" + Convert.ToString(mode, 8), // permissions are read in octal
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A comment's text in one line; paragraphs are divided by an empty line.</summary>
    public string Text(XElement? element)
    {
        string text = string.Concat(element?.Nodes().Select(Text) ?? []);
        return string.Join("\n\n", Paragraph().Split(text).Select(p => Space().Replace(p, " ").Trim()).Where(p => p.Length > 0));
    }

    private string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "para" } e => $"\n\n{string.Concat(e.Nodes().Select(Text))}\n\n",
        XElement { Name.LocalName: "see" } e => Reference((string?)e.Attribute("cref") ?? (string?)e.Attribute("langword") ?? ""),
        XElement { Name.LocalName: "paramref" } e => CNames.Snake((string)e.Attribute("name")!),
        XElement e => string.Concat(e.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>What C calls the target of a <c>cref</c>.</summary>
    private string Reference(string cref)
    {
        if (isForeign)
            return cref.Split('(')[0].Split('.', ':')[^1];
        if (cref.StartsWith("T:", StringComparison.Ordinal) && Find(cref[2..]) is { } type)
            return Name(type);
        int dot = cref.LastIndexOf('.');
        if (cref.StartsWith("F:", StringComparison.Ordinal) && Find(cref[2..dot])?.GetField(cref[(dot + 1)..]) is { } field)
            return field.IsLiteral ? Name(field) : CNames.Snake(field.Name);
        return cref.Length > 0 && !cref.Contains(':', StringComparison.Ordinal) ? cref : throw new InvalidOperationException($"C has no name for {cref}");
    }

    private static Type? Find(string name) => typeof(ShmStatus).Assembly.GetType(name) ?? typeof(Exports.LibraryExports).Assembly.GetType(name);

    private static string TypeName(Type type, bool isResult = false)
    {
        if (type.IsPointer)
        {
            // Bytes that are pointed to are text: C# has no other name for char.
            string pointed = type == typeof(byte*) ? "char" : TypeName(type.GetElementType()!);
            return pointed + (pointed.EndsWith('*') ? "*" : " *");
        }
        return isResult && type == typeof(int) ? "int" : s_types.TryGetValue(type, out string? name) ? name : Name(type);
    }

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
