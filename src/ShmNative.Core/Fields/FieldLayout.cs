using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>Fields with their places, in the order in which they were given. No two share a byte. Immutable.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "A layout is the term; that it is a list of fields is its shape.")]
public sealed class FieldLayout : IReadOnlyList<Field>
{
    private static readonly Lazy<FieldLayout> s_demo = new(() => Compute(Fields.Demo.Definitions, FieldPlacement.Natural));
    private static readonly Lazy<FieldLayout> s_demoPacked = new(() => Compute(Fields.Demo.Definitions, FieldPlacement.Packed));

    private readonly Field[] _fields;

    /// <summary>Takes ownership of the fields; each is valid by itself.</summary>
    internal FieldLayout(Field[] fields, FieldPlacement placement)
    {
        _fields = fields;
        Placement = placement;
        Field[] sorted = [.. fields.OrderBy(field => field.Offset)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Offset < sorted[i - 1].End)
                throw FieldError.Overlap($"fields overlap: {sorted[i - 1]} ends at {sorted[i - 1].End}, where {sorted[i]} has begun");
        }
        Sorted = sorted;
        End = sorted.Length == 0 ? 0 : sorted[^1].End;
        Alignment = fields.Length == 0 ? 1 : fields.Max(field => field.Alignment);
        long padding = (Alignment - (End % Alignment)) % Alignment;
        Size = End <= long.MaxValue - padding ? End + padding : End;
    }

    /// <summary>The demo message's fields, named as the members of <see cref="DemoMessage"/>, in natural C alignment.</summary>
    public static FieldLayout Demo => s_demo.Value;

    /// <summary>The demo message's fields without padding.</summary>
    public static FieldLayout DemoPacked => s_demoPacked.Value;

    /// <summary>How the fields without an offset of their own were placed.</summary>
    public FieldPlacement Placement { get; }

    /// <summary>Size in bytes of a struct with these members: with the padding after the last one that its alignment asks for.</summary>
    public long Size { get; }

    /// <summary>Offset of the first byte after the last field: what a segment must have at least.</summary>
    public long End { get; }

    /// <summary>Alignment in bytes of a struct with these members: that of the strictest.</summary>
    public int Alignment { get; }

    /// <summary>Number of fields.</summary>
    public int Count => _fields.Length;

    /// <summary>The fields by ascending offset.</summary>
    public IReadOnlyList<Field> Sorted { get; }

    /// <summary>A field, in the order in which they were given.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public Field this[int index] => _fields[index];

    /// <summary>Gives every definition its place.</summary>
    /// <param name="definitions">Fields; those with an offset stand there, the others follow the field before them.</param>
    /// <param name="placement">How the fields without an offset are placed.</param>
    /// <exception cref="ShmException">InvalidField; FieldOverlap.</exception>
    public static FieldLayout Compute(IEnumerable<FieldDefinition> definitions, FieldPlacement placement)
    {
        FieldPlacer placer = new(placement);
        foreach (FieldDefinition definition in definitions)
            placer.Place(definition);
        return placer.ToLayout();
    }

    /// <summary>Computes the layout of a list such as <c>"string[19], int, char, 40@double"</c>.</summary>
    /// <param name="specs">Specifications without values, separated by commas or white space.</param>
    /// <param name="placement">How the fields without an offset are placed.</param>
    /// <exception cref="ShmException">InvalidField; FieldOverlap.</exception>
    public static FieldLayout Parse(string specs, FieldPlacement placement)
    {
        char[] separators = [',', ' ', '\t', '\r', '\n'];
        string[] items = specs.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        return Compute(items.Select(ParseDefinition), placement);
    }

    /// <summary>Refuses a layout that does not fit into a segment.</summary>
    /// <param name="segmentSize">Size of the segment in bytes.</param>
    /// <exception cref="ShmException">OutOfBounds.</exception>
    public void RequireFit(long segmentSize)
    {
        foreach (Field field in Sorted)
        {
            if (field.End > segmentSize)
                throw FieldError.Bounds($"field {field} ends at byte {field.End}, past the end of the segment of {segmentSize} bytes");
        }
    }

    /// <summary>Compares two layouts, field by field in the order given.</summary>
    /// <param name="other">The other layout.</param>
    /// <returns>The differences, one line each; empty when every type, size and offset is the same.</returns>
    public IReadOnlyList<string> Compare(FieldLayout other)
    {
        List<string> differences = [];
        for (int i = 0; i < Math.Max(Count, other.Count); i++)
        {
            string here = i < Count ? _fields[i].ToString() : "nothing";
            string there = i < other.Count ? other[i].ToString() : "nothing";
            if (here != there)
                differences.Add($"field {i}: {here} here, {there} there");
        }
        if (Size != other.Size)
            differences.Add($"size: {Size} bytes here, {other.Size} there");
        return differences;
    }

    /// <inheritdoc/>
    public IEnumerator<Field> GetEnumerator() => ((IEnumerable<Field>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static FieldDefinition ParseDefinition(string item)
    {
        FieldSpec spec = FieldSpec.Parse(item);
        if (spec.Value is not null)
            throw FieldError.Invalid($"field '{FieldSpec.Shorten(item)}': a layout has types and places, no values");
        return spec.Definition;
    }
}
