using System.CommandLine;
using System.Globalization;
using ShmNative.Mutants;

Argument<string?> which = new("WHICH") { Description = "Part of the mutants' names, or how many, evenly spread; all unless told.", Arity = ArgumentArity.ZeroOrOne };
Option<string> root = new("--root") { Description = "The checkout.", DefaultValueFactory = _ => "." };
Option<double> budget = new("--budget") { Description = "Most seconds of tests for one mutant.", DefaultValueFactory = _ => 20 };
RootCommand command = new("Weakens one place of the algorithms at a time and asks whether a test notices.") { which, root, budget };

Argument<string[]> places = new("PATHS");
Command worker = new("worker") { Hidden = true };
worker.Arguments.Add(places);
worker.SetAction(line => line.GetRequiredValue(places) is [var binaries, var core] ? Worker.Run(binaries, core) : 2);
command.Subcommands.Add(worker);
command.SetAction(line => Run(Path.GetFullPath(line.GetRequiredValue(root)), line.GetValue(which), line.GetValue(budget)));
return command.Parse(args).Invoke();

static int Run(string root, string? which, double budget)
{
    string binaries = Path.Combine(root, "out/dotnet/bin/ShmNative.Tests/release"), directory = Path.Combine(root, "out/mutants");
    string core = Path.Combine(directory, "ShmNative.Core.dll");
    Directory.CreateDirectory(directory);
    IReadOnlyList<Mutant> ofCore;
    using (FileStream output = File.Create(core))
        ofCore = MutatedCore.Compile(root, binaries, output);
    HeaderCampaign headers = new(root, directory);
    List<Mutant> chosen = Choose([.. ofCore, .. headers.All], which);
    Console.WriteLine($"{ofCore.Count} mutants of the core, {headers.All.Count} of the inline headers; {chosen.Count} of them to try");

    using WorkerProcess process = new(binaries, core);
    string made = Fingerprint.Of([core, Path.Combine(binaries, "ShmNative.Tests.dll")]);
    Campaign campaign = new(process, new(Path.Combine(directory, "tests.tsv"), made), new(Path.Combine(directory, "results.tsv"), made), budget);
    Explanations explanations = new(Path.Combine(root, "docs/model-checking.md"));
    HashSet<Mutant> inHeaders = [.. headers.All];
    int noticed = 0, explained = 0, open = 0;
    foreach (Mutant mutant in chosen)
    {
        string verdict = inHeaders.Contains(mutant) ? headers.Try(mutant) : campaign.Try(mutant);
        bool survives = verdict is "survives" or "not reached" or "the same code";
        bool why = survives && explanations.Has(mutant);
        noticed += survives ? 0 : 1;
        explained += why ? 1 : 0;
        open += survives && !why ? 1 : 0;
        if (survives && !why)
            Console.WriteLine($"{verdict}: {mutant}");
    }

    Console.WriteLine($"{noticed} noticed, {explained} survive as docs/model-checking.md explains, {open} survive");
    return open == 0 ? 0 : 1;
}

static List<Mutant> Choose(List<Mutant> all, string? which)
{
    if (!int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        return [.. all.Where(mutant => which is null || mutant.Name.Contains(which, StringComparison.OrdinalIgnoreCase))];
    count = Math.Clamp(count, 1, all.Count);
    return [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Count / count)])];
}
