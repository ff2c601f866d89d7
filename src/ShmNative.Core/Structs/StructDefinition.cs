using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Structs;

/// <summary>A struct that is shared: what C and the channel's header call it, and where its members stand. Immutable.</summary>
public sealed class StructDefinition
{
    /// <summary>Elements up to which an array has a field for each in a channel's table; a longer one is a single field of bytes.</summary>
    public const int MostElements = 32;

    internal StructDefinition(string name, Type type, long size, StructMember[] members)
    {
        Name = name;
        Type = type;
        Size = size;
        Members = [.. members.OrderBy(member => member.Offset)];
        if (members.Length == 0)
            throw FieldError.Invalid($"struct '{name}' has no members");
        if (members.GroupBy(member => member.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw FieldError.Invalid($"struct '{name}': {string.Join(" and ", same.Select(member => member.Source))} are both '{same.Key}' in C; rename one");
        Pack = Fits(8) ? 8 : Fits(4) ? 4 : Fits(2) ? 2 : 1;
        Alignment = Math.Min(Pack, members.Max(member => member.Alignment));
        Fields = new([.. Flatten("", 0, Pack)], Pack == 1 ? FieldPlacement.Packed : FieldPlacement.Natural);
        if (Fields.Count > ChannelConstants.MaxSchemaFields)
            throw FieldError.Invalid($"struct '{name}' has {Fields.Count} fields; at most {ChannelConstants.MaxSchemaFields} are possible");
        _ = FieldTable.ToEntries(Fields); // refuses names that are too long
    }

    /// <summary>What C and channels call it.</summary>
    public string Name { get; }

    /// <summary>The C# type.</summary>
    public Type Type { get; }

    /// <summary>Size in bytes.</summary>
    public long Size { get; }

    /// <summary>The members by ascending offset.</summary>
    public IReadOnlyList<StructMember> Members { get; }

    /// <summary>The <c>#pragma pack</c> with which a C compiler can place the members so: 8 (the natural one), 4, 2 or 1.</summary>
    public int Pack { get; }

    /// <summary>Alignment in bytes that C gives it.</summary>
    public int Alignment { get; }

    /// <summary>
    /// The table of fields of a channel that carries it, names as C writes them: <c>bid.price</c>, <c>levels[3]</c>. Of an array of more than
    /// <see cref="MostElements"/> elements it has one field of bytes, whose name tells count and type: <c>samples[4096] float</c>.
    /// </summary>
    public FieldLayout Fields { get; }

    internal IEnumerable<Field> Flatten(string prefix, long start, int pack) =>
        Members.SelectMany(member => member.Flatten(prefix, start, Math.Min(pack, Pack)));

    private bool Fits(int pack) =>
        Members.All(member => member.Offset % Math.Min(member.Alignment, pack) == 0)
        && Size % Math.Min(Members.Max(member => member.Alignment), pack) == 0;
}
