using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>A field before it has its place.</summary>
/// <param name="Name">Name; may be empty.</param>
/// <param name="Type">Type.</param>
/// <param name="Size">
/// Size in bytes. 0 = the type's own; for a string it means "up to and with its NUL", which only a reader of the segment can know.
/// </param>
/// <param name="Offset">Distance in bytes from the start of the segment; null = after the field before it.</param>
public sealed record FieldDefinition(string Name, FieldType Type, long Size = 0, long? Offset = null)
{
    /// <summary>The field as messages name it, for example <c>8@string[20]</c>.</summary>
    public override string ToString()
    {
        string type = (Offset is long offset ? $"{offset}@" : "") + FieldTypes.Describe(Type, Size);
        return Name.Length == 0 ? type : $"{Name} ({type})";
    }
}
