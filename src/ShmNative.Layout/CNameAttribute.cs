namespace ShmNative.Layout;

/// <summary>
/// Names a type in the generated C headers; types without it stay out of them. On a constant it only chooses the header.
/// </summary>
/// <param name="name">The C name of the struct, enumeration or constant, for example <c>shm_segment_info</c>.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Class | AttributeTargets.Field)]
public sealed class CNameAttribute(string name) : Attribute
{
    /// <summary>The C name of the struct or enumeration.</summary>
    public string Name { get; } = name;

    /// <summary>What stands before each enumeration member or constant, for example <c>SHM_TYPE_</c>.</summary>
    public string MemberPrefix { get; init; } = "SHM_";

    /// <summary>The header that it stands in.</summary>
    public CHeader Header { get; init; }
}
