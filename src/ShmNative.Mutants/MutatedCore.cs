using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace ShmNative.Mutants;

/// <summary>ShmNative.Core with a switch at every place where the algorithms can be weakened.</summary>
public static partial class MutatedCore
{
    private const string Name = "ShmNative.Core";

    private static readonly string[] s_folders = ["Channels", "Primitives", "Waiting"];

    /// <summary>The mutants of all files whose name fits, in the order of their files.</summary>
    public static IReadOnlyList<Mutant> Scan(string root, string file = "*.cs")
    {
        MutantList mutants = new();
        foreach (string path in Rewritten(root, file))
            _ = Rewrite(path, mutants);
        return mutants.All;
    }

    /// <summary>Compiles the core against what a Release build made of the assemblies below it.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="binaries">The directory of the tests' assemblies.</param>
    /// <param name="output">Gets the assembly.</param>
    /// <param name="file">Only files whose name fits have switches.</param>
    /// <returns>The mutants in it.</returns>
    public static IReadOnlyList<Mutant> Compile(string root, string binaries, Stream output, string file = "*.cs")
    {
        MutantList mutants = new();
        CSharpParseOptions options = new(LanguageVersion.Preview);
        string project = Path.Combine(root, "src", Name), generated = Path.Combine(root, "out", "dotnet", "obj", Name, "release");
        HashSet<string> rewritten = [.. Rewritten(root, file)];
        List<SyntaxTree> trees = [Parse(Resource("Switch.cs"))];
        foreach (string path in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            trees.Add(Parse(rewritten.Contains(path) ? Rewrite(path, mutants) : WithoutGenerator(File.ReadAllText(path))));
        foreach (string path in Directory.EnumerateFiles(generated, "*.cs"))
            trees.Add(Parse(File.ReadAllText(path))); // the usings that all files have, and who may see what is internal

        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> references = Directory.EnumerateFiles(framework, "System*.dll").Append(Path.Combine(framework, "mscorlib.dll"))
            .Append(Path.Combine(framework, "netstandard.dll")).Where(IsManaged)
            .Append(Path.Combine(binaries, "ShmNative.Layout.dll")).Append(Path.Combine(binaries, "ShmNative.Linux.dll"));
        CSharpCompilation compilation = CSharpCompilation.Create(
            Name, trees, references.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
        EmitResult result = compilation.Emit(output);
        if (!result.Success)
        {
            throw new InvalidOperationException("the core with switches does not compile:\n" + string.Join('\n', result.Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(20)
                .Select(diagnostic => $"{diagnostic} in {diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line]}")));
        }

        return mutants.All;

        SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, options);
    }

    /// <summary>The files with algorithms: those that are generic over memory, and those that open and remove names without being a backend.</summary>
    private static IEnumerable<string> Rewritten(string root, string file) => s_folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, "src", Name, folder), file, SearchOption.AllDirectories))
        .Where(path =>
        {
            string text = File.ReadAllText(path);
            bool names = path.Contains("/Storage/", StringComparison.Ordinal) && !text.Contains("LibC.", StringComparison.Ordinal);
            return names || (text.Contains("TMemory", StringComparison.Ordinal) && !path.Contains("/Api/", StringComparison.Ordinal));
        })
        .Order(StringComparer.Ordinal);

    private static string Rewrite(string path, MutantList mutants)
    {
        SyntaxNode source = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        return new CodeRewriter(Path.GetFileName(path), mutants).Visit(source).ToFullString();
    }

    /// <summary>Expressions that the SDK's generator would write are made when they are needed.</summary>
    private static string WithoutGenerator(string text) =>
        GeneratedRegex().Replace(text, "static System.Text.RegularExpressions.Regex ${name}() => new(${arguments});");

    [GeneratedRegex("""\[GeneratedRegex\((?<arguments>.*)\)\]\s*(private|public|internal) static partial Regex (?<name>\w+)\(\);""")]
    private static partial Regex GeneratedRegex();

    private static bool IsManaged(string path)
    {
        try
        {
            return AssemblyName.GetAssemblyName(path) is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(MutatedCore).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
