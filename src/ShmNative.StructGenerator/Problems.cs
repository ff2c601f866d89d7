using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShmNative.StructGenerator;

/// <summary>What cannot be shared, each as an error where it stands.</summary>
internal static class Problems
{
    private static readonly DiagnosticDescriptor s_struct = new("SHM001", "A struct that cannot be shared", "'{0}' cannot be shared: {1}",
        "ShmNative", DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor s_member = new("SHM002", "A member that cannot be shared", "'{0}' cannot be shared: {1}",
        "ShmNative", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static IEnumerable<Diagnostic> Of(INamedTypeSymbol type, CancellationToken cancel)
    {
        foreach (INamedTypeSymbol declaring in SelfAndContaining(type))
        {
            if (declaring.IsGenericType)
                yield return Struct(type, "generic types have no name in C");
            if (!declaring.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancel) is TypeDeclarationSyntax { Modifiers: var words } && words.Any(word => word.ValueText == "partial")))
                yield return Struct(type, $"write 'partial' before the declaration of '{declaring.Name}'");
        }

        if (type.IsFileLocal || type.IsRefLikeType)
            yield return Struct(type, "a file-local type or a ref struct is seen by nobody else");
        if (LayoutOf(type) == 3)
            yield return Struct(type, "its layout is automatic; use LayoutKind.Sequential or Explicit");
        if (Member.InlineArrayLength(type) > 0)
            yield return Struct(type, "an inline array is shared as a member of a marked struct");
        if (!Member.Of(type).Any())
            yield return Struct(type, "it has no fields");
        foreach (Member member in Member.Of(type))
        {
            if (Reason(member) is { } reason)
                yield return Diagnostic.Create(s_member, member.Symbol.Locations.FirstOrDefault(), $"{type.Name}.{member.Name}", reason);
        }
    }

    public static IEnumerable<INamedTypeSymbol> SelfAndContaining(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
            yield return type;
    }

    private static Diagnostic Struct(INamedTypeSymbol type, string reason) => Diagnostic.Create(s_struct, type.Locations.FirstOrDefault(), type.Name, reason);

    private static string? Reason(Member member)
    {
        ITypeSymbol type = member.ElementType;
        if (member.IsText && type.SpecialType != SpecialType.System_Byte)
            return "[ShmText] is for a byte and for buffers of bytes";
        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol)
            return "an address means nothing to another process; use an offset";
        if (type.TypeKind == TypeKind.Enum)
            return null;
        return type.SpecialType switch
        {
            >= SpecialType.System_SByte and <= SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double => null,
            SpecialType.System_Boolean => "a bool has no one size and no two values everywhere; use byte",
            SpecialType.System_Char => "a char is UTF-16, which C does not have; use ushort, or bytes with [ShmText]",
            SpecialType.System_IntPtr or SpecialType.System_UIntPtr => "an address means nothing to another process; use an offset, or long",
            _ when type.IsReferenceType => "a reference means nothing to another process",
            _ when Member.InlineArrayLength(type) > 0 => "arrays of arrays are not supported; use one dimension",
            _ when type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == StructGenerator.Mark) => null,
            _ => $"'{type.ToDisplayString()}' is not marked with [ShmStruct]",
        };
    }

    private static int LayoutOf(INamedTypeSymbol type) => type.GetAttributes()
        .Where(a => a.AttributeClass?.ToDisplayString() == "System.Runtime.InteropServices.StructLayoutAttribute")
        .Select(a => a.ConstructorArguments.FirstOrDefault().Value switch { int kind => kind, short kind => kind, _ => 0 }).FirstOrDefault();
}
