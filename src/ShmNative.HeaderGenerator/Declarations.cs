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
    /// <summary>Everything that belongs to the wire layout, or everything that does not.</summary>
    public static void Write(CommentWriter header, CLanguage language, bool wire)
    {
        foreach (Type constants in Named().Where(t => t.IsClass))
            Constants(header, language, constants, wire);
        foreach (Type type in Named().Where(t => t.IsEnum && IsWire(t) == wire))
            Enumeration(header, language, type);
        foreach (Type type in Structs(wire))
            Struct(header, language, type);
    }

    /// <summary>Assertions that a compiler gives the structs the offsets that the library gives them.</summary>
    public static void WritePromises(CommentWriter header, bool wire)
    {
        header.Line("/* The compiler places every member where the library expects it. */").Line();
        foreach (Type type in Structs(wire))
            Promises(header, type);
    }

    private static IEnumerable<Type> Named() =>
        typeof(ShmStatus).Assembly.GetExportedTypes().Where(t => t.IsDefined(typeof(CNameAttribute))).OrderBy(t => t.MetadataToken);

    private static IEnumerable<Type> Structs(bool wire) => Named().Where(t => t.IsValueType && !t.IsEnum && IsWire(t) == wire);

    private static FieldInfo[] Fields(Type type) => [.. type.GetFields(BindingFlags.Public | BindingFlags.Instance).OrderBy(f => f.MetadataToken)];

    private static bool IsWire(Type type) => type.GetCustomAttribute<CNameAttribute>()!.Wire;

    private static void Constants(CommentWriter header, CLanguage language, Type type, bool wire)
    {
        FieldInfo[] constants = [.. type.GetFields().Where(f => f.IsLiteral && IsWire(f) == wire).OrderBy(f => f.MetadataToken)];
        foreach (FieldInfo constant in constants)
        {
            header.Doc(language.Text(language.Docs.Of(constant, "summary")), []);
            header.Line($"#define {CLanguage.Name(constant)} {CLanguage.Value(constant)}");
            header.Line();
        }
    }

    private static void Enumeration(CommentWriter header, CLanguage language, Type type)
    {
        FieldInfo[] members = [.. type.GetFields().Where(f => f.IsLiteral).OrderBy(f => f.MetadataToken)];
        string[] lines = [.. members.Select(m => $"{CLanguage.Name(m)} = {Convert.ToString(m.GetRawConstantValue(), CultureInfo.InvariantCulture)},")];
        header.Doc(language.Text(language.Docs.Of(type, "summary")), []);
        header.Line($"enum {CLanguage.Name(type)} {{");
        Members(header, language, members, lines);
        header.Line("};").Line();
    }

    private static void Struct(CommentWriter header, CLanguage language, Type type)
    {
        string name = CLanguage.Name(type);
        FieldInfo[] members = Fields(type);
        header.Doc(language.Text(language.Docs.Of(type, "summary")), []);
        header.Line($"typedef struct {name} {{");
        (FieldInfo? Member, string Line)[] lines = [.. WithGaps(type, members)];
        int column = lines.Max(l => l.Line.Length);
        foreach ((FieldInfo? member, string line) in lines)
            header.Member(line, column, member is null ? "Zero." : language.Text(language.Docs.Of(member, "summary")));
        header.Line($"}} {name};").Line();
    }

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

    private static void Promises(CommentWriter header, Type type)
    {
        string name = CLanguage.Name(type);
        header.Line($"static_assert(sizeof({name}) == {type.StructLayoutAttribute!.Size}, \"{name}: size\");");
        foreach (FieldInfo member in Fields(type))
        {
            string field = CNames.Snake(member.Name);
            header.Line($"static_assert(offsetof({name}, {field}) == {member.GetCustomAttribute<FieldOffsetAttribute>()!.Value}, \"{name}.{field}: offset\");");
        }
        header.Line();
    }

    private static void Members(CommentWriter header, CLanguage language, FieldInfo[] members, string[] lines)
    {
        int column = lines.Max(l => l.Length);
        foreach ((FieldInfo member, string line) in members.Zip(lines))
            header.Member(line, column, language.Text(language.Docs.Of(member, "summary")));
    }

    private static bool IsWire(FieldInfo constant) =>
        constant.GetCustomAttribute<CNameAttribute>()?.Wire ?? IsWire(constant.DeclaringType!);
}
