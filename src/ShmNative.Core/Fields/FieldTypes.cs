using System.Diagnostics.CodeAnalysis;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>Names, sizes and natural alignments of the field types (System V ABI, LP64).</summary>
public static class FieldTypes
{
    private static readonly (string Name, FieldType Type, int Size)[] s_types =
    [
        ("char", FieldType.Char, 1),
        ("int8", FieldType.Int8, 1),
        ("uint8", FieldType.UInt8, 1),
        ("int16", FieldType.Int16, 2),
        ("uint16", FieldType.UInt16, 2),
        ("int32", FieldType.Int32, 4),
        ("uint32", FieldType.UInt32, 4),
        ("int64", FieldType.Int64, 8),
        ("uint64", FieldType.UInt64, 8),
        ("float", FieldType.Float, 4),
        ("double", FieldType.Double, 8),
        ("string", FieldType.String, 0),
        ("bytes", FieldType.Bytes, 0),
    ];

    /// <summary>All names of types, for messages.</summary>
    public static string Names { get; } = "int, " + string.Join(", ", s_types.Select(type => type.Name));

    /// <summary>Finds a type by its name; <c>int</c> is another name of <c>int32</c>.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="type">The type.</param>
    /// <returns>Whether there is such a type.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, out FieldType type)
    {
        type = name == "int" ? FieldType.Int32 : Array.Find(s_types, candidate => candidate.Name == name).Type;
        return type != 0;
    }

    /// <summary>Whether the number is one of the types.</summary>
    /// <param name="type">A number, possibly from shared memory.</param>
    public static bool IsKnown(FieldType type) => type is >= FieldType.Char and <= FieldType.Bytes;

    /// <summary>The name of a type.</summary>
    /// <param name="type">A known type.</param>
    public static string Name(FieldType type) => Entry(type).Name;

    /// <summary>Size in bytes of every value of the type; 0 for strings and bytes, whose fields have a size of their own.</summary>
    /// <param name="type">A known type.</param>
    public static int FixedSize(FieldType type) => Entry(type).Size;

    /// <summary>Natural alignment in bytes: the size of a number, 1 for text and bytes.</summary>
    /// <param name="type">A known type.</param>
    public static int Alignment(FieldType type) => Math.Max(1, FixedSize(type));

    /// <summary>A type as specifications write it, for example <c>double</c> or <c>string[19]</c>.</summary>
    /// <param name="type">A known type.</param>
    /// <param name="size">Size in bytes; 0 = not known.</param>
    public static string Describe(FieldType type, long size) => FixedSize(type) == 0 && size > 0 ? $"{Name(type)}[{size}]" : Name(type);

    private static (string Name, FieldType Type, int Size) Entry(FieldType type) =>
        IsKnown(type) ? s_types[type - FieldType.Char] : throw FieldError.Invalid($"{(int)type} is not a field type");
}
