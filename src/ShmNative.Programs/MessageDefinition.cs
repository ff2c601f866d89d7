using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Programs;

/// <summary>The fields that a program works with: those of --field, or the demo message's.</summary>
/// <param name="specs">The fields of --field; none = the demo's.</param>
/// <param name="isPacked">Whether fields are placed without padding.</param>
public sealed class MessageDefinition(IReadOnlyList<FieldSpec> specs, bool isPacked)
{
    /// <summary>Whether this is the demo message.</summary>
    public bool IsDemo => specs.Count == 0;

    /// <summary>How fields without an offset are placed.</summary>
    public FieldPlacement Placement => isPacked ? FieldPlacement.Packed : FieldPlacement.Natural;

    /// <summary>The fields, and their values where given.</summary>
    public IReadOnlyList<FieldSpec> Specs => IsDemo ? Demo.Specs : specs;

    /// <summary>The fields without values.</summary>
    public IEnumerable<FieldDefinition> Definitions => Specs.Select(spec => spec.Definition);
}
