namespace ShmNative.Layout;

/// <summary>
/// In a struct marked for sharing, says that bytes are text: a byte is a C <c>char</c>, a buffer of bytes a NUL-terminated UTF-8 string. Without it
/// they are numbers.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ShmTextAttribute : Attribute;
