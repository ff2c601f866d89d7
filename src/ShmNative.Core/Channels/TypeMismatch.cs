using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Channels;

/// <summary>The refusal of a channel whose messages are of another type. It shows both, and where their fields begin to differ.</summary>
internal static unsafe class TypeMismatch
{
    private const int MostDifferences = 3;

    /// <summary>Here is the side that opens, there the channel.</summary>
    public static ShmException Of(string address, byte* memory, in ChannelGeometry geometry, PayloadType type)
    {
        (string name, ulong size, ulong hash) = PayloadType.Of((ChannelHeader*)memory);
        string text = $"{address} carries {PayloadType.Describe(name, size, hash)}, not {PayloadType.Describe(type.Name, type.Size, type.Hash)}";
        IReadOnlyList<string> differences = Differences(memory, geometry, type);
        if (differences.Count > 0)
            text += "; " + CEscapes.Escape(string.Join("; ", differences.Take(MostDifferences)));
        if (differences.Count > MostDifferences)
            text += $"; and {differences.Count - MostDifferences} more";
        return new(ShmStatus.TypeMismatch, text);
    }

    private static IReadOnlyList<string> Differences(byte* memory, in ChannelGeometry geometry, PayloadType type)
    {
        if (geometry.SchemaCount == 0 || type.Schema.IsEmpty)
            return [];
        // One copy: nothing below looks at the shared bytes again.
        FieldEntry[] there = new ReadOnlySpan<FieldEntry>(memory + geometry.SchemaOffset, (int)geometry.SchemaCount).ToArray();
        try
        {
            return FieldTable.FromEntries(type.Schema).Compare(FieldTable.FromEntries(there));
        }
        catch (ShmException damaged)
        {
            return [$"the channel's table of fields is damaged: {damaged.Message}"];
        }
    }
}
