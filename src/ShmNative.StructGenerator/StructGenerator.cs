using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShmNative.StructGenerator;

/// <summary>
/// Completes structs marked with [ShmStruct]: they say themselves where their members stand, so nothing is left to reflection, of which an
/// ahead-of-time compiler keeps only a part. What cannot be shared is an error at the member.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class StructGenerator : IIncrementalGenerator
{
    /// <summary>The mark's full name.</summary>
    internal const string Mark = "ShmNative.Layout.ShmStructAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(string? File, string Text, ImmutableArray<Diagnostic> Problems)> structs =
            context.SyntaxProvider.ForAttributeWithMetadataName(Mark, (node, _) => node is TypeDeclarationSyntax, Complete);
        context.RegisterSourceOutput(structs, (output, result) =>
        {
            foreach (Diagnostic problem in result.Problems)
                output.ReportDiagnostic(problem);
            if (result.File is not null)
                output.AddSource(result.File, result.Text);
        });
    }

    private static (string? File, string Text, ImmutableArray<Diagnostic> Problems) Complete(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        ImmutableArray<Diagnostic> problems = [.. Problems.Of(type, cancel)];
        if (!problems.IsEmpty)
            return (null, "", problems);
        string? name = context.Attributes[0].ConstructorArguments.FirstOrDefault().Value as string;
        return ($"{type.ToDisplayString()}.ShmStruct.g.cs", Completion.Write(type, name), problems);
    }
}
