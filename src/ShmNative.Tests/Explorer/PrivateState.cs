using System.Collections.Concurrent;
using System.Reflection;
using ShmNative.Channels;
using ShmNative.Liveness;
using ShmNative.Waiting;

namespace ShmNative.Tests.Explorer;

/// <summary>
/// The private fields of an endpoint as one number. When a call begins, they and the scenario's books are all that a thread remembers: how it came
/// by them does not matter any more, so states that differ only in that are the same.
/// </summary>
internal static unsafe class PrivateState
{
    /// <summary>Counts how often one has polled, to look at the time now and then: here time stands still.</summary>
    private const string TriesByTheClock = "_blockedTries";

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = [];

    public static ulong Of(object? endpoint, World world) => endpoint is null ? 0 : OfFields(endpoint, world);

    private static ulong OfFields(object holder, World world)
    {
        ulong hash = 1;
        foreach (FieldInfo field in s_fields.GetOrAdd(holder.GetType(), FieldsOf))
            hash = World.Mix(hash, OfValue(field.GetValue(holder), world));
        return hash;
    }

    private static ulong OfValue(object? value, World world) => value switch
    {
        null => 0,
        Pointer pointer => OfPointer(Pointer.Unbox(pointer), world),
        ulong[] array => array.Aggregate(1UL, World.Mix),
        Enum or IConvertible => unchecked((ulong)(value is ulong number ? (long)number : Convert.ToInt64(value, null))),
        _ => OfFields(value, world),
    };

    /// <summary>Where it points to in the world's memory. What it points to outside is the caller's, and set anew by each call.</summary>
    private static ulong OfPointer(void* pointer, World world)
    {
        long key = world.KeyOf(pointer);
        return key >= 0 && key < world.MemorySize ? (ulong)key + 1 : 0;
    }

    /// <summary>
    /// All fields but those that never change (where the channel is, and the kernel), and the count of calls, which no exploration makes so
    /// many of.
    /// </summary>
    private static FieldInfo[] FieldsOf(Type type)
    {
        List<FieldInfo> fields = [];
        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            fields.AddRange(declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !IsFixed(field.FieldType) && field.Name != TriesByTheClock));
        }

        return [.. fields];
    }

    private static bool IsFixed(Type type) =>
        type == typeof(ChannelMap) || type == typeof(ParticipantLocks) || type == typeof(Sleeper) || type == typeof(Signal<ExploredMemory>)
        || type == typeof(RemovalWatch);
}
