namespace ShmNative.Layout;

/// <summary>The C type of a member, parameter or result where it does not follow from the C# type, which has no C <c>char</c>.</summary>
/// <param name="type">As it is written in C, for example <c>char</c>.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class CTypeAttribute(string type) : Attribute
{
    /// <summary>As it is written in C.</summary>
    public string Type { get; } = type;
}
