using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>A typed value's place in a segment.</summary>
/// <param name="Name">Name; may be empty.</param>
/// <param name="Type">Type.</param>
/// <param name="Offset">Distance in bytes from the start of the segment.</param>
/// <param name="Size">Size in bytes, a string's NUL included.</param>
/// <param name="Alignment">The alignment that the place has by the rule that chose it: a power of two; 1 where packed.</param>
public sealed record Field(string Name, FieldType Type, long Offset, long Size, int Alignment)
{
    /// <summary>Offset of the first byte after the field.</summary>
    public long End => Offset + Size;

    /// <summary>The field as messages name it, for example <c>quotient (double at 40)</c>.</summary>
    public override string ToString()
    {
        string place = $"{FieldTypes.Describe(Type, Size)} at {Offset}";
        return Name.Length == 0 ? place : $"{Name} ({place})";
    }
}
