using Microsoft.CodeAnalysis;

namespace ShmNative.StructGenerator;

/// <summary>A field of a marked struct, or what stores a property of it.</summary>
internal sealed class Member(IFieldSymbol field)
{
    /// <summary>The instance fields in the order of the source.</summary>
    public static IEnumerable<Member> Of(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).Select(field => new Member(field));

    public IFieldSymbol Field { get; } = field;

    /// <summary>The property whose value it stores: then C# code cannot name the field.</summary>
    public IPropertySymbol? Property { get; } = field.AssociatedSymbol as IPropertySymbol;

    /// <summary>The name in the source.</summary>
    public string Name => Property?.Name ?? Field.Name;

    /// <summary>What the source shows.</summary>
    public ISymbol Symbol => (ISymbol?)Property ?? Field;

    public bool IsText => Symbol.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "ShmNative.Layout.ShmTextAttribute");

    public bool IsFixedBuffer => Field.IsFixedSizeBuffer;

    /// <summary>Elements of a fixed buffer or inline array; 0 = no array.</summary>
    public int Count => IsFixedBuffer ? Field.FixedSize : InlineArrayLength(Field.Type);

    /// <summary>The element's type of an array, else the member's.</summary>
    public ITypeSymbol ElementType => Field switch
    {
        { IsFixedSizeBuffer: true, Type: IPointerTypeSymbol pointer } => pointer.PointedAtType,
        _ when InlineArrayLength(Field.Type) > 0 => Of((INamedTypeSymbol)Field.Type).First().Field.Type,
        _ => Field.Type,
    };

    /// <summary>The number in [InlineArray]; 0 without it.</summary>
    public static int InlineArrayLength(ITypeSymbol type) => type.GetAttributes()
        .Where(a => a.AttributeClass?.ToDisplayString() == "System.Runtime.CompilerServices.InlineArrayAttribute")
        .Select(a => a.ConstructorArguments.FirstOrDefault().Value as int? ?? 0).FirstOrDefault();
}
