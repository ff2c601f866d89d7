using System.Diagnostics;

namespace ShmNative.Mutants;

/// <summary>Tries the mutants of the inline headers: compiles the tests of the inline calls with each, and runs them.</summary>
internal sealed class HeaderCampaign
{
    private static readonly string[] s_programs = ["inline", "inline_queue"];

    private readonly string _root;
    private readonly string _directory;
    private readonly Results _results;
    private readonly Dictionary<int, (string File, Edit Edit)> _edits = [];
    private readonly MutantList _mutants = new();
    private readonly Dictionary<string, byte[]> _objects = [];

    public HeaderCampaign(string root, string directory)
    {
        (_root, _directory) = (root, directory);
        foreach (string path in HeaderScan.Files(Path.Combine(root, "include")))
        {
            int first = _mutants.All.Count + 1;
            foreach (Edit edit in HeaderScan.Scan(Path.GetFileName(path), File.ReadAllText(path), _mutants))
                _edits[first++] = (Path.GetRelativePath(Path.Combine(root, "include"), path), edit);
        }

        _results = new(Path.Combine(directory, "headers.tsv"), Fingerprint.Of(Sources()));
    }

    public IReadOnlyList<Mutant> All => _mutants.All;

    /// <summary>What noticed the mutant, or that it survives; a mutant that is compiled to the same code does so here for certain.</summary>
    public string Try(Mutant mutant)
    {
        if (_results[mutant.Name] is { } known)
            return known;
        string verdict = "the same code";
        (string file, Edit edit) = _edits[mutant.Number];
        Write(file, text => string.Concat(text.AsSpan(0, edit.Start), edit.Text, text.AsSpan(edit.Start + edit.Length)));
        foreach (string program in s_programs)
        {
            if (Compile(program) is not { } compiled)
                verdict = "does not compile";
            else if (!compiled.AsSpan().SequenceEqual(Unchanged(program)))
                verdict = Run(program) ? "survives" : $"noticed by {program}";
            else
                continue;
            if (verdict != "survives")
                break;
        }

        Write(file, text => text);
        _results.Add(mutant.Name, verdict);
        return verdict;
    }

    private IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(_root, "include"), "*.h", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(_root, "native-tests"), "*.?"))
            .Append(Path.Combine(_root, "out/lib/libshmnative.so")).Order(StringComparer.Ordinal);

    /// <summary>A header of the copy becomes the one of the checkout, changed.</summary>
    private void Write(string file, Func<string, string> change)
    {
        string path = Path.Combine(_directory, "include", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, change(File.ReadAllText(Path.Combine(_root, "include", file))));
    }

    private byte[] Unchanged(string program)
    {
        if (_objects.TryGetValue(program, out byte[]? known))
            return known;
        string[] arguments = Arguments(program, Path.Combine(_root, "include"));
        if (Start("cc", arguments) != 0)
            throw new InvalidOperationException($"native-tests/{program}.c does not compile");
        return _objects[program] = File.ReadAllBytes(ObjectOf(program));
    }

    private byte[]? Compile(string program)
    {
        _ = Unchanged(program);
        foreach (string path in Directory.EnumerateFiles(Path.Combine(_root, "include"), "*.h", SearchOption.AllDirectories))
        {
            string file = Path.GetRelativePath(Path.Combine(_root, "include"), path);
            if (!File.Exists(Path.Combine(_directory, "include", file)))
                Write(file, text => text);
        }

        return Start("cc", Arguments(program, Path.Combine(_directory, "include"))) == 0 ? File.ReadAllBytes(ObjectOf(program)) : null;
    }

    private string ObjectOf(string program) => Path.Combine(_directory, program + ".o");

    private string[] Arguments(string program, string include) =>
        ["-std=c11", "-O2", "-w", "-D_GNU_SOURCE", "-I", include, "-c", Path.Combine(_root, "native-tests", program + ".c"), "-o", ObjectOf(program)];

    private bool Run(string program)
    {
        string library = Path.Combine(_root, "out/lib"), binary = Path.Combine(_directory, program);
        if (Start("cc", [ObjectOf(program), "-o", binary, $"-L{library}", $"-Wl,-rpath,{library}", "-lshmnative"]) != 0)
            throw new InvalidOperationException($"{program} cannot be linked; build the library with: ./build.sh build");
        return Start("timeout", ["-k", "5", "120", binary]) == 0;
    }

    private static int Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode;
    }
}
