using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Structs;

/// <summary>A member of a struct that is shared.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Source">Its name in C#.</param>
/// <param name="Offset">Distance in bytes from the start of the struct.</param>
/// <param name="Size">Size in bytes, of all elements.</param>
/// <param name="Type">The type of a number or text; of an array's elements, but of bytes as a whole; 0 for a struct.</param>
public sealed record StructMember(string Name, string Source, long Offset, long Size, FieldType Type)
{
    /// <summary>Elements of an array; 0 = no array.</summary>
    public int Count { get; init; }

    /// <summary>The enumeration that the number is of.</summary>
    public Type? Enumeration { get; init; }

    /// <summary>The struct that it is, or that its elements are.</summary>
    public StructDefinition? Struct { get; init; }

    /// <summary>Bytes of one element; of the member, if it is no array.</summary>
    public long ElementSize => Size / Math.Max(Count, 1);

    /// <summary>The alignment that a C compiler would give it by itself.</summary>
    internal int Alignment => Struct?.Alignment ?? FieldTypes.Alignment(Type);

    internal bool IsBytes => Type is FieldType.Bytes or FieldType.String;

    /// <summary>The fields of a channel's table: one for a number, one for bytes, those of each element for an array or a struct.</summary>
    /// <param name="prefix">What stands before the name: the way to the struct that this is a member of.</param>
    /// <param name="start">Offset of that struct.</param>
    /// <param name="pack">The strictest alignment there.</param>
    internal IEnumerable<Field> Flatten(string prefix, long start, int pack)
    {
        string name = prefix + Name;
        long offset = start + Offset;
        if (Count == 0 || IsBytes)
            return Element(name, offset, pack);
        if (Count <= StructDefinition.MostElements)
            return Enumerable.Range(0, Count).SelectMany(i => Element($"{name}[{i}]", offset + (i * ElementSize), pack));
        string element = Struct?.Name ?? FieldTypes.Name(Type);
        return [new($"{name}[{Count}] {element}", FieldType.Bytes, offset, Size, 1)];
    }

    private IEnumerable<Field> Element(string name, long offset, int pack) => Struct is null
        ? [new(name, Type, offset, IsBytes ? Size : ElementSize, Alignment <= pack ? Alignment : 1)]
        : Struct.Flatten(name + ".", offset, pack);
}
