using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.HeaderGenerator;

/// <summary>Constants, enumerations and structs of the Layout assembly, as C declares them.</summary>
public static class Declarations
{
    /// <summary>All of them: constants, enumerations, structs, each kind in the order of the sources.</summary>
    public static IReadOnlyList<CDeclaration> All(CLanguage language)
    {
        IEnumerable<Type> exported = typeof(ShmStatus).Assembly.GetExportedTypes();
        Type[] named = [.. exported.Where(t => t.IsDefined(typeof(CNameAttribute))).OrderBy(t => t.MetadataToken)];
        return
        [
            .. from type in named where type.IsClass from constant in Literals(type) select Constant(language, constant),
            .. from type in named where type.IsEnum select Enumeration(language, type),
            .. from type in named where type.IsValueType && !type.IsEnum select Struct(language, type),
        ];
    }

    private static FieldInfo[] Fields(Type type) => [.. type.GetFields(BindingFlags.Public | BindingFlags.Instance).OrderBy(f => f.MetadataToken)];

    private static FieldInfo[] Literals(Type type) => [.. type.GetFields().Where(f => f.IsLiteral).OrderBy(f => f.MetadataToken)];

    private static CDeclaration Constant(CLanguage language, FieldInfo constant)
    {
        string name = CLanguage.Name(constant);
        CNameAttribute attribute = constant.GetCustomAttribute<CNameAttribute>()
            ?? constant.DeclaringType!.GetCustomAttribute<CNameAttribute>()!;
        CommentWriter text = new();
        text.Doc(language.Text(language.Docs.Of(constant, "summary")), []);
        text.Line($"#define {name} {CLanguage.Value(constant)}").Line();
        return new(attribute.Header, [name], text.ToString(), "");
    }

    private static CDeclaration Enumeration(CLanguage language, Type type)
    {
        FieldInfo[] members = Literals(type);
        string[] names = [.. members.Select(CLanguage.Name)];
        bool areBits = type.IsDefined(typeof(FlagsAttribute));
        string[] lines = [.. members.Zip(names, (member, name) => $"{name} = {Number(member.GetRawConstantValue()!, areBits)},")];
        CommentWriter text = new();
        text.Doc(language.Text(language.Docs.Of(type, "summary")), []);
        text.Line($"enum {CLanguage.Name(type)} {{");
        Members(text, language, members, lines);
        text.Line("};").Line();
        return new(Header(type), [CLanguage.Name(type), .. names], text.ToString(), "");
    }

    private static string Number(object value, bool isHexadecimal) =>
        isHexadecimal
            ? $"0x{Convert.ToUInt64(value, CultureInfo.InvariantCulture):X}"
            : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static CDeclaration Struct(CLanguage language, Type type)
    {
        string name = CLanguage.Name(type);
        FieldInfo[] members = Fields(type);
        CommentWriter text = new();
        text.Doc(language.Text(language.Docs.Of(type, "summary")), []);
        text.Line($"typedef struct {name} {{");
        (FieldInfo? Member, string Line)[] lines = [.. WithGaps(type, members)];
        int column = lines.Max(l => l.Line.Length);
        foreach ((FieldInfo? member, string line) in lines)
            text.Member(line, column, member is null ? "Zero." : language.Text(language.Docs.Of(member, "summary")));
        text.Line($"}} {name};").Line();
        if (members[0].Name == "StructSize")
            Initialiser(text, name, lines);
        return new(Header(type), [name], text.ToString(), Promises(type));
    }

    /// <summary>The whole struct, so that no compiler misses a member: nobody sets <c>struct_size</c> by hand.</summary>
    private static void Initialiser(CommentWriter text, string name, (FieldInfo? Member, string Line)[] members)
    {
        string macro = $"{name.ToUpperInvariant()}_INIT";
        text.Doc($"Its size, and zeroes: {name} one = {macro};", []);
        string[] values = [$"sizeof({name})", .. members.Skip(1).Select(m => Zero(m.Line))];
        text.Line($"#define {macro} \\").Line($"    {{{string.Join(", ", values)}}}").Line();
    }

    private static string Zero(string member) =>
        member.Contains('[', StringComparison.Ordinal) ? "{0}" : member.Contains('*', StringComparison.Ordinal) ? "NULL" : "0";

    private static CHeader Header(Type type) => type.GetCustomAttribute<CNameAttribute>()!.Header;

    /// <summary>The members, and between them the bytes that a C compiler would not leave out by itself.</summary>
    private static IEnumerable<(FieldInfo? Member, string Line)> WithGaps(Type owner, FieldInfo[] members)
    {
        int end = 0;
        int largest = 1;
        foreach (FieldInfo member in members)
        {
            int offset = member.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
            FixedBufferAttribute? buffer = member.GetCustomAttribute<FixedBufferAttribute>();
            Type type = buffer?.ElementType ?? member.FieldType;
            int alignment = type.IsPointer ? nint.Size : Buffer.ByteLength(Array.CreateInstance(type, 1));
            largest = Math.Max(largest, alignment);
            if (offset != AlignUp(end, alignment))
                yield return (null, $"uint8_t reserved_{end}[{offset - end}];");
            yield return (member, CLanguage.Declaration(member) + ";");
            end = offset + (alignment * (buffer?.Length ?? 1));
        }

        int size = owner.StructLayoutAttribute!.Size;
        if (size != AlignUp(end, largest))
            yield return (null, $"uint8_t reserved_{end}[{size - end}];");
    }

    private static int AlignUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;

    private static string Promises(Type type)
    {
        string name = CLanguage.Name(type);
        CommentWriter text = new();
        text.Line($"static_assert(sizeof({name}) == {type.StructLayoutAttribute!.Size}, \"{name}: size\");");
        foreach (FieldInfo member in Fields(type))
        {
            string field = CNames.Snake(member.Name);
            int offset = member.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
            text.Line($"static_assert(offsetof({name}, {field}) == {offset}, \"{name}.{field}: offset\");");
        }
        return text.Line().ToString();
    }

    private static void Members(CommentWriter header, CLanguage language, FieldInfo[] members, string[] lines)
    {
        int column = lines.Max(l => l.Length);
        foreach ((FieldInfo member, string line) in members.Zip(lines))
            header.Member(line, column, language.Text(language.Docs.Of(member, "summary")));
    }
}
