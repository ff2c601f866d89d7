using System.CommandLine;
using System.Reflection;
using ShmNative;
using ShmNative.HeaderGenerator;

Option<bool> check = new("--check") { Description = "Write nothing; exit 1 when a file is stale, and say where it begins to differ." };
Option<FileInfo?> assembly = new("--assembly") { Description = "Make a header of the structs in this assembly that are marked with [ShmStruct]." };
Option<FileInfo?> output = new("--output") { Description = "The header that --assembly makes." };
Option<string[]> references = new("--reference") { Description = "An assembly that it refers to and that is not beside it. May be repeated." };
Argument<DirectoryInfo> root = new("ROOT") { Description = "The root of the checkout.", DefaultValueFactory = _ => new(".") };
RootCommand command = new("Makes include/shmnative.h, include/shmnative_layout.h, the library's entries and the list of exported symbols from the C# sources; "
    + "or, with --assembly and --output, a header of somebody's own structs.") { check, assembly, output, references, root };
command.Validators.Add(line =>
{
    if (line.GetValue(assembly) is null != line.GetValue(output) is null)
        line.AddError("--assembly and --output go together.");
});

command.SetAction(arguments =>
{
    bool isCheck = arguments.GetValue(check);
    if (arguments.GetValue(assembly) is { } source)
        return OfStructs(source, arguments.GetValue(output)!, arguments.GetValue(references) ?? [], isCheck);
    string directory = arguments.GetRequiredValue(root).FullName;
    bool fresh = true;
    foreach (GeneratedFile file in GeneratedFile.All(directory))
        fresh &= isCheck ? file.IsFresh(directory, Console.Error) : file.Write(directory);
    return fresh ? 0 : 1;
});

return command.Parse(args).Invoke();

static int OfStructs(FileInfo source, FileInfo output, string[] references, bool isCheck)
{
    try
    {
        Assembly assembly = UserAssembly.Load(source.FullName, references);
        if (UserAssembly.Structs(assembly) is not { Count: > 0 } structs)
            return Refuse($"no struct of {source.Name} is marked with [ShmStruct]");
        GeneratedFile file = new(output.Name, StructHeader.Write(assembly, structs, output.Name));
        output.Directory!.Create();
        return (isCheck ? file.IsFresh(output.DirectoryName!, Console.Error) : file.Write(output.DirectoryName!)) ? 0 : 1;
    }
    catch (Exception error) when (error is ShmException or IOException or BadImageFormatException or UnauthorizedAccessException)
    {
        return Refuse(error.Message);
    }
}

// As MSBuild understands errors of programs that it runs.
static int Refuse(string message)
{
    Console.Error.WriteLine($"ShmHeader : error SHM003: {message}");
    return 1;
}
