using System.CommandLine;
using ShmNative.HeaderGenerator;

Option<bool> check = new("--check") { Description = "Write nothing; exit 1 when a file is stale, and say where it begins to differ." };
Argument<DirectoryInfo> root = new("ROOT") { Description = "The root of the checkout.", DefaultValueFactory = _ => new(".") };
RootCommand command = new("Makes include/shmnative.h, include/shmnative_layout.h and the list of exported symbols from the C# sources.") { check, root };

command.SetAction(arguments =>
{
    string directory = arguments.GetRequiredValue(root).FullName;
    bool fresh = true;
    foreach (GeneratedFile file in GeneratedFile.All(directory))
        fresh &= arguments.GetValue(check) ? file.IsFresh(directory, Console.Error) : file.Write(directory);
    return fresh ? 0 : 1;
});

return command.Parse(args).Invoke();
