using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>A C header of the structs that an assembly shares: each with its assertions, its enumerations' constants and its table of fields.</summary>
public static partial class StructHeader
{
    /// <summary>The header's text.</summary>
    /// <param name="assembly">The assembly with the structs, or others by which they are documented.</param>
    /// <param name="structs">The structs, each after those that it has as members.</param>
    /// <param name="file">The header's name: its guard is made of it.</param>
    public static string Write(Assembly assembly, IReadOnlyList<StructDefinition> structs, string file)
    {
        CLanguage language = new(XmlDocs.Of([assembly, .. structs.Select(s => s.Type.Assembly).Distinct()]), isForeign: true);
        string guard = NotInName().Replace(file, "_").ToUpperInvariant();
        CommentWriter header = new();
        header.Line("/*").Prose($"{file}: the structs that {assembly.GetName().Name} shares. Generated from its C# sources by ShmNative; changes would be lost.", " * ").Line(" */");
        header.Line($"#ifndef {guard}").Line($"#define {guard}").Line();
        header.Line("#include <assert.h>").Line("#include <stddef.h>").Line("#include <stdint.h>").Line().Line("#include <shmnative.h>").Line();
        foreach (Type type in structs.SelectMany(s => s.Members).Select(m => m.Enumeration).OfType<Type>().Distinct())
            Enumeration(header, language, type);
        foreach (StructDefinition definition in structs)
        {
            Struct(header, language, definition);
            Promises(header, definition);
            Fields(header, definition);
        }

        Traits(header, structs);
        return header.Line("#endif").ToString();
    }

    private static void Enumeration(CommentWriter header, CLanguage language, Type type)
    {
        string name = CNames.Type(type.Name);
        FieldInfo[] members = [.. type.GetFields().Where(f => f.IsLiteral).OrderBy(f => f.MetadataToken)];
        (string Name, string Value, string Comment)[] constants = [.. members.Select(m =>
            ($"{name}_{CNames.Snake(m.Name)}".ToUpperInvariant(), Convert.ToString(m.GetRawConstantValue(), CultureInfo.InvariantCulture)!, Text(language, language.Docs.OfMember(type, m.Name))))];
        Doc(header, Text(language, language.Docs.Of(type, "summary")));
        // An enumerator of C is an int.
        if (members.All(m => decimal.Parse(Convert.ToString(m.GetRawConstantValue(), CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture) is >= int.MinValue and <= int.MaxValue))
        {
            header.Line($"enum {name} {{");
            Aligned(header, constants.Select(c => ($"{c.Name} = {(c.Value == "-2147483648" ? "-2147483647 - 1" : c.Value)},", c.Comment)));
            header.Line("};").Line();
            return;
        }
        string literal = Enum.GetUnderlyingType(type) == typeof(ulong) ? "UINT64_C" : "INT64_C";
        foreach ((string constant, string value, string comment) in constants)
            header.Line($"#define {constant} {(value == "-9223372036854775808" ? "INT64_MIN" : $"{literal}({value})")}{(comment.Length > 0 ? $" /**< {comment} */" : "")}");
        header.Line();
    }

    private static void Struct(CommentWriter header, CLanguage language, StructDefinition definition)
    {
        bool isPacked = definition.Pack < definition.Members.Max(NaturalAlignment);
        Doc(header, Text(language, language.Docs.Of(definition.Type, "summary")));
        if (isPacked)
            header.Line($"#pragma pack(push, {definition.Pack})");
        header.Line($"typedef struct {definition.Name} {{");
        Aligned(header, Lines(language, definition));
        header.Line($"}} {definition.Name};");
        if (isPacked)
            header.Line("#pragma pack(pop)");
        header.Line();
    }

    /// <summary>The members, and between them the bytes that a C compiler would not leave out by itself.</summary>
    private static IEnumerable<(string Line, string Comment)> Lines(CLanguage language, StructDefinition definition)
    {
        long end = 0;
        foreach (StructMember member in definition.Members)
        {
            if (member.Offset != AlignUp(end, Math.Min(NaturalAlignment(member), definition.Pack)))
                yield return ($"uint8_t reserved_{end}[{member.Offset - end}];", "Zero.");
            string comment = Text(language, language.Docs.OfMember(definition.Type, member.Source));
            if (member.Enumeration is not null)
                comment = (comment + $" One of {CNames.Type(member.Enumeration.Name)}.").TrimStart();
            yield return ($"{CType(member)} {member.Name}{(member.Count > 0 ? $"[{member.Count}]" : "")};", comment);
            end = member.Offset + member.Size;
        }
        if (definition.Size != AlignUp(end, definition.Alignment))
            yield return ($"uint8_t reserved_{end}[{definition.Size - end}];", "Zero.");
    }

    private static void Promises(CommentWriter header, StructDefinition definition)
    {
        string name = definition.Name;
        header.Line($"static_assert(sizeof({name}) == {definition.Size}, \"{name}: size\");");
        foreach (StructMember member in definition.Members)
            header.Line($"static_assert(offsetof({name}, {member.Name}) == {member.Offset}, \"{name}.{member.Name}: offset\");");
        header.Line();
    }

    private static void Fields(CommentWriter header, StructDefinition definition)
    {
        header.Line($"/** The fields of {definition.Name}, as a channel's header has them. */");
        header.Line($"static const shm_field {definition.Name}_fields[] = {{");
        foreach (Field field in definition.Fields)
            header.Line($"    {{{CLanguage.Name(typeof(FieldType).GetField(field.Type.ToString())!)}, {field.Alignment}, {field.Offset}, {field.Size}, \"{field.Name}\"}},");
        header.Line("};").Line();
        header.Line("/** What the ends of such a channel are opened with. */");
        header.Line($"static const shm_type {definition.Name}_type = {{sizeof(shm_type), {definition.Fields.Count}, \"{definition.Name}\", sizeof({definition.Name}), {definition.Name}_fields}};");
        header.Line();
    }

    /// <summary>What the typed ends of shmnative.hpp look for, which may be included before or after.</summary>
    private static void Traits(CommentWriter header, IReadOnlyList<StructDefinition> structs)
    {
        header.Line("#ifdef __cplusplus").Line("/* The typed ends of shmnative.hpp know the structs, for example shm::consumer<" + structs[^1].Name + ">. */");
        header.Line("namespace shm").Line("{").Line("template <class T>").Line("struct type_of;").Line();
        foreach (StructDefinition definition in structs)
        {
            header.Line("template <>").Line($"struct type_of<::{definition.Name}> {{");
            header.Line($"    static constexpr const char *name = \"{definition.Name}\";");
            header.Line("    static constexpr struct {").Line($"        const shm_field *data() const {{ return {definition.Name}_fields; }}");
            header.Line($"        size_t size() const {{ return {definition.Fields.Count}; }}").Line("    } fields{};").Line("};").Line();
        }
        header.Line("} // namespace shm").Line("#endif").Line();
    }

    private static void Aligned(CommentWriter header, IEnumerable<(string Line, string Comment)> lines)
    {
        (string Line, string Comment)[] all = [.. lines];
        int column = all.Max(l => l.Line.Length);
        foreach ((string line, string comment) in all)
        {
            if (comment.Length > 0)
                header.Member(line, column, comment);
            else
                header.Line("    " + line);
        }
    }

    private static void Doc(CommentWriter header, string prose)
    {
        if (prose.Length > 0)
            header.Doc(prose, []);
    }

    /// <summary>Text that cannot end its comment, nor seem to begin another.</summary>
    private static string Text(CLanguage language, XElement? element) =>
        language.Text(element).Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal);

    private static int NaturalAlignment(StructMember member) => member.Struct?.Alignment ?? FieldTypes.Alignment(member.Type);

    private static long AlignUp(long value, int alignment) => (value + alignment - 1) / alignment * alignment;

    private static string CType(StructMember member) => member.Type switch
    {
        0 => $"struct {member.Struct!.Name}", // C++ lets a member have the name of its type only so
        FieldType.Char or FieldType.String => "char",
        FieldType.Bytes => "uint8_t",
        FieldType.Float or FieldType.Double => FieldTypes.Name(member.Type),
        _ => FieldTypes.Name(member.Type) + "_t",
    };

    [GeneratedRegex("[^A-Za-z0-9]")]
    private static partial Regex NotInName();
}
