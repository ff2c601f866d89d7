using ShmNative;
using ShmNative.TestHost;
using ShmNative.TestHost.Counts;
using ShmNative.TestHost.Malice;

// Each area has a file with its verbs; a verb gets the arguments after it and returns the exit code.
Dictionary<string, Func<string[], int>> verbs = new(StringComparer.Ordinal);
SegmentVerbs.AddTo(verbs);
LivenessVerbs.AddTo(verbs);
ChannelVerbs.AddTo(verbs);
PrimitiveVerbs.AddTo(verbs);
StructVerbs.AddTo(verbs);
ShmNative.TestHost.Soak.SoakRun.AddTo(verbs);
#if FAULTS
ShmNative.TestHost.Faults.FaultVerbs.AddTo(verbs);
#endif
MaliceVerbs.AddTo(verbs);
CountVerbs.AddTo(verbs);

if (args.Length == 0 || !verbs.TryGetValue(args[0], out Func<string[], int>? verb))
{
    Console.Error.WriteLine($"verbs: {string.Join(", ", verbs.Keys.Order())}");
    return 2;
}

try
{
    return verb(args[1..]);
}
catch (ShmException exception)
{
    Console.WriteLine($"{exception.Status}: {exception.Message}");
    return 1;
}
