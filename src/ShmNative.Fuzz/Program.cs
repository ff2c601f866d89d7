using ShmNative.TestHost.Malice;
using SharpFuzz;

// instrument FILE: writes the counters of branches into the assembly that is to be explored. Without arguments: run by afl-fuzz.
if (args is ["instrument", string assembly])
{
    string[] types = [.. Fuzzer.Instrument(assembly, type => type.StartsWith("ShmNative.Channels.", StringComparison.Ordinal)
        || type.StartsWith("ShmNative.Segments.", StringComparison.Ordinal), Options.Value)];
    Console.WriteLine($"instrumented={types.Length}");
    return types.Length > 0 ? 0 : 1;
}

// Out of process: an access outside the mapping ends the child, and is a finding rather than the end.
Fuzzer.OutOfProcess.Run(stream =>
{
    using MemoryStream input = new();
    stream.CopyTo(input);
    AttachTarget.Try(input.ToArray());
});
return 0;
