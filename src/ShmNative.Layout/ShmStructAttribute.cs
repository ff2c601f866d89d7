namespace ShmNative.Layout;

/// <summary>
/// Marks a struct that processes share. Channels of it carry its fields, so that a side with another idea of it is refused, and a C header can be
/// made of it. The struct, and each type it is declared in, must be partial: the generator in the package ShmNative completes it.
/// </summary>
/// <param name="name">What it is called in C and in channels; null = its own name in snake_case.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class ShmStructAttribute(string? name = null) : Attribute
{
    /// <summary>What it is called in C and in channels; null = its own name in snake_case.</summary>
    public string? Name { get; } = name;
}
