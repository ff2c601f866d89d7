using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>
/// Gives fields their places, one after the other. A field without an offset follows the end of the field placed before it; a natural
/// placement rounds that up to the type's alignment, as a C compiler does.
/// </summary>
internal sealed class FieldPlacer(FieldPlacement placement)
{
    private readonly List<Field> _fields = [];
    private long _next;

    /// <summary>Finds the smallest size of a string at an offset; only readers of a segment can.</summary>
    public delegate long Measure(long offset);

    public Field Place(FieldDefinition definition, Measure? measureString = null)
    {
        if (!FieldTypes.IsKnown(definition.Type))
            throw FieldError.Invalid($"{(int)definition.Type} is not a field type; the types are {FieldTypes.Names}");
        int alignment = placement == FieldPlacement.Packed ? 1 : FieldTypes.Alignment(definition.Type);
        long offset = definition.Offset ?? RoundUp(_next, alignment, definition);
        if (offset < 0)
            throw FieldError.Invalid($"field {definition}: the offset is negative");
        // A place chosen by hand may be one that the compiler would not choose: then nothing is promised about it.
        if (offset % alignment != 0)
            alignment = 1;

        Field field = new(definition.Name, definition.Type, offset, SizeOf(definition, offset, measureString), alignment);
        if (field.Size > long.MaxValue - offset)
            throw FieldError.Invalid($"field {definition}: offset and size together are more than a segment can have");
        _next = field.End;
        _fields.Add(field);
        return field;
    }

    public FieldLayout ToLayout() => new([.. _fields], placement);

    private static long RoundUp(long offset, int alignment, FieldDefinition definition) =>
        offset <= long.MaxValue - (alignment - 1)
            ? (offset + alignment - 1) & -(long)alignment
            : throw FieldError.Invalid($"field {definition}: there is no place after the field before it");

    private static long SizeOf(FieldDefinition definition, long offset, Measure? measureString)
    {
        int fixedSize = FieldTypes.FixedSize(definition.Type);
        string name = FieldTypes.Name(definition.Type);
        if (fixedSize != 0)
        {
            return definition.Size == 0 || definition.Size == fixedSize
                ? fixedSize
                : throw FieldError.Invalid($"field {definition}: a {name} has {fixedSize} bytes, not {definition.Size}");
        }
        if (definition.Size > 0)
            return definition.Size;
        if (definition.Size == 0 && definition.Type == FieldType.String && measureString is not null)
            return measureString(offset);
        throw FieldError.Invalid($"field {definition}: {name} needs a size of at least 1 here; write {name}[N]");
    }
}
