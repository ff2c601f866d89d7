using System.CommandLine;
using ShmNative.Bench;

if (args is ["peer", ..])
    return Peer.Run(args[1..]);

Option<string> floor = new("--floor") { Description = "The floor's program.", Required = true };
Option<int> repetitions = new("--repetitions") { Description = "Interleaved repetitions of every measurement.", DefaultValueFactory = _ => 5 };
Option<bool> quick = new("--quick") { Description = "Fewer messages and repetitions: ends within a minute." };
Option<FileInfo?> csv = new("--csv") { Description = "Also writes every repetition to this file." };
RootCommand command = new("Measures this library against a floor written by hand in C++, interleaved, as ratios.") { floor, repetitions, quick, csv };
command.SetAction(result =>
{
    using StreamWriter? file = result.GetValue(csv)?.CreateText();
    bool fast = result.GetValue(quick);
    new Runner(Path.GetFullPath(result.GetRequiredValue(floor)), fast ? 3 : result.GetValue(repetitions), fast).Run(file);
});
return command.Parse(args).Invoke();
