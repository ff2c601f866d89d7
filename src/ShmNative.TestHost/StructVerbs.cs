using ShmNative.Structs;
using ShmNative.Tests.Structs;

namespace ShmNative.TestHost;

/// <summary>What the tests of marked structs let another process do.</summary>
internal static class StructVerbs
{
    public static void AddTo(Dictionary<string, Func<string[], int>> verbs) => verbs["struct-fields"] = Fields;

    /// <summary>Prints the fields of the samples.</summary>
    private static int Fields(string[] args)
    {
        foreach (IShmStruct sample in Sample.All)
        {
            StructDefinition definition = sample.Define();
            Console.WriteLine($"{definition.Name}: {definition.Size} bytes, pack {definition.Pack}");
            foreach (Fields.Field field in definition.Fields)
                Console.WriteLine($"{field}, alignment {field.Alignment}");
        }

        return 0;
    }
}
