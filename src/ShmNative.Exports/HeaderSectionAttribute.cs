using ShmNative.Layout;

namespace ShmNative.Exports;

/// <summary>Makes the exports of a class a section of a header; the class's XML summary and remarks become its prose.</summary>
/// <param name="order">Sections go from simple to advanced: lower numbers first.</param>
/// <param name="title">The section's heading.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HeaderSectionAttribute(int order, string title) : Attribute
{
    /// <summary>Lower numbers come first.</summary>
    public int Order { get; } = order;

    /// <summary>The section's heading.</summary>
    public string Title { get; } = title;

    /// <summary>The header that it stands in.</summary>
    public CHeader Header { get; init; }
}

/// <summary>The call does not write through this pointer: <c>const</c> in C.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class ConstAttribute : Attribute;

/// <summary>
/// Functions that are written in C, in Native/*.c, because they must run no managed code. Their declarations are P/Invokes that nobody calls:
/// the header and the list of symbols are made from them as from the others.
/// </summary>
internal static class InC
{
    /// <summary>The library that defines them: this one.</summary>
    public const string Here = "libshmnative";
}
