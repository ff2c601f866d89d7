using ShmNative.Layout;

namespace ShmNative.HeaderGenerator;

/// <summary>One file that the generator keeps.</summary>
/// <param name="Path">Relative to the root of the checkout.</param>
/// <param name="Text">What it has to contain.</param>
public sealed record GeneratedFile(string Path, string Text)
{
    /// <summary>All files, made from the assemblies Layout and Exports and from the examples under <paramref name="root"/>.</summary>
    public static IEnumerable<GeneratedFile> All(string root)
    {
        CLanguage language = new(XmlDocs.Of(typeof(Layout.ShmStatus).Assembly, typeof(Exports.LibraryExports).Assembly));
        IReadOnlyList<ExportSection> sections = ExportSection.All(typeof(Exports.LibraryExports).Assembly);
        IReadOnlyList<CDeclaration> declarations = Declarations.All(language);
        string Calls(string name, string includes, CHeader content) =>
            CallsHeader.Write(name, includes, content, language, declarations, sections, root);
        return
        [
            new("include/shmnative_layout.h", LayoutHeader.Write("shmnative_layout.h", CHeader.Wire, declarations, root)),
            new("include/shmnative.h", Calls("shmnative.h", Introduction.Read("includes.h", root), CHeader.Calls)),
            new("include/shmnative/lent.h", Calls("lent.h", "#include \"../shmnative.h\"\n", CHeader.Lent)),
            new("native-tests/demo_message.h", LayoutHeader.Write("demo_message.h", CHeader.Demo, declarations, root)),
            new("src/ShmNative.Exports/Native/Entries.c", EntryPoints.Write(sections)),
            new("native-tests/exported-symbols.txt", string.Concat(sections.SelectMany(s => s.Functions).Select(f => f.Name).Order(StringComparer.Ordinal).Select(n => n + "\n"))),
        ];
    }

    /// <summary>Writes the file if it differs.</summary>
    /// <returns>True.</returns>
    public bool Write(string root)
    {
        string path = System.IO.Path.Combine(root, Path);
        if (!File.Exists(path) || File.ReadAllText(path) != Text)
            File.WriteAllText(path, Text);
        return true;
    }

    /// <summary>Whether the file contains what it has to; if not, <paramref name="errors"/> receives the first line that differs.</summary>
    public bool IsFresh(string root, TextWriter errors)
    {
        string path = System.IO.Path.Combine(root, Path);
        string[] found = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        string[] wanted = Text.Split('\n');
        int line = wanted.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        if (line == wanted.Length && line == found.Length)
            return true;
        errors.WriteLine($"{Path}:{line + 1} is stale: it has \"{found.ElementAtOrDefault(line)}\", the C# sources say \"{wanted.ElementAtOrDefault(line)}\"; run ./build.sh headers");
        return false;
    }
}
