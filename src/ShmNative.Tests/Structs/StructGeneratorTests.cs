using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShmNative.Layout;
using Generator = ShmNative.StructGenerator.StructGenerator;

namespace ShmNative.Tests.Structs;

public sealed class StructGeneratorTests
{
    [TestCase("struct S { public int A; }", "SHM001", "partial")]
    [TestCase("partial struct S;", "SHM001", "no fields")]
    [TestCase("partial struct S<T> { public int A; }", "SHM001", "generic")]
    [TestCase("[StructLayout(LayoutKind.Auto)] partial struct S { public int A; }", "SHM001", "automatic")]
    [TestCase("[InlineArray(2)] partial struct S { private int _a; }", "SHM001", "inline array")]
    [TestCase("ref partial struct S { public int A; }", "SHM001", "ref struct")]
    [TestCase("partial struct S { public bool A; }", "SHM002", "'S.A' cannot be shared: a bool has no one size and no two values everywhere; use byte")]
    [TestCase("partial struct S { public char A; }", "SHM002", "UTF-16")]
    [TestCase("unsafe partial struct S { public fixed char A[4]; }", "SHM002", "UTF-16")]
    [TestCase("partial struct S { public nint A; }", "SHM002", "an address means nothing")]
    [TestCase("unsafe partial struct S { public int* A; }", "SHM002", "an address means nothing")]
    [TestCase("unsafe partial struct S { public delegate*<void> A; }", "SHM002", "an address means nothing")]
    [TestCase("partial struct S { public string A; }", "SHM002", "reference")]
    [TestCase("partial struct S { public System.DateTime A; }", "SHM002", "'System.DateTime' is not marked with [ShmStruct]")]
    [TestCase("partial struct S { public decimal A; }", "SHM002", "not marked")]
    [TestCase("partial struct S { [ShmText] public int A; }", "SHM002", "[ShmText]")]
    [TestCase("partial record struct S(bool A);", "SHM002", "bool")]
    public void WhatCannotBeSharedIsAnErrorOfTheCompiler(string declaration, string id, string message)
    {
        Diagnostic problem = Run("[ShmStruct] " + declaration, out _).Single();
        Assert.That((problem.Id, problem.Severity), Is.EqualTo((id, DiagnosticSeverity.Error)));
        Assert.That(problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture), Does.Contain(message));
        Assert.That(problem.Location.IsInSource);
    }

    [TestCase("[ShmStruct] partial struct S { public int A; private readonly byte @default; static bool s_b; const char C = 'c'; }")]
    [TestCase("[ShmStruct] readonly partial record struct S(int A, double B);")]
    [TestCase("namespace N { partial class C { partial interface I { [ShmStruct] internal partial struct S { public double A; public E B; } } } enum E : byte { F } }")]
    [TestCase("[ShmStruct] partial struct S { public Four A; public T B; } [InlineArray(4)] struct Four { private T _t; } [ShmStruct] partial struct T { public float X; }")]
    public void GeneratedCodeCompilesInAProjectWithoutUnsafeCode(string source)
    {
        Assert.That(Run(source, out Compilation completed), Is.Empty);
        IEnumerable<Diagnostic> errors = completed.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
        Assert.That(errors, Is.Empty);
    }

    /// <summary>What the generator says of a source, and the source with what it adds.</summary>
    internal static ImmutableArray<Diagnostic> Run(string source, out Compilation completed)
    {
        string usings = "using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using ShmNative.Layout;\n";
        string[] assemblies = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':'), typeof(ShmStructAttribute).Assembly.Location];
        CSharpCompilation compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(usings + source)],
            assemblies.Distinct().Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: source.Contains("unsafe", StringComparison.Ordinal)));
        CSharpGeneratorDriver.Create(new Generator()).RunGeneratorsAndUpdateCompilation(compilation, out completed, out ImmutableArray<Diagnostic> problems);
        return problems;
    }
}
