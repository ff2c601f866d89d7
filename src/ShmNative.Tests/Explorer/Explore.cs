using ShmNative.Channels;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Explorer;

/// <summary>A schedule in which a property does not hold.</summary>
internal sealed class PropertyException(string message) : Exception(message);

/// <summary>What scenarios have in common.</summary>
internal static class Explore
{
    /// <summary>The scenario holds under every schedule.</summary>
    public static void MustPass(Func<World> scenario, int preemptions = int.MaxValue)
    {
        ExplorationResult result = new Exploration(scenario, mostPreemptions: preemptions).Run();
        TestContext.Out.WriteLine($"{result.Schedules} schedules, {result.Pruned} cut short, {result.Steps} steps");
        if (result.Failure is null)
            return;
        Exploration replay = new(scenario);
        replay.Replay(result.Replay);
        Assert.Fail($"{result.Failure.Message}\nafter {result.Schedules} schedules, replay \"{result.Replay}\":\n{string.Join('\n', replay.Trace)}\n{result.Failure.StackTrace}");
    }

    /// <summary>
    /// There is a schedule that shows the fault, and its replay shows it again. Schedules with few preemptions come first: most faults need
    /// one or two (Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", 2007).
    /// </summary>
    public static void MustFail(Func<World> scenario, int preemptions = 3)
    {
        ExplorationResult result = new Exploration(scenario, mostPreemptions: 0).Run();
        for (int bound = 1; bound <= preemptions && result.Failure is null; bound++)
            result = new Exploration(scenario, mostPreemptions: bound).Run();
        TestContext.Out.WriteLine($"{result.Schedules} schedules: {result.Failure?.Message}");
        Assert.That(result.Failure, Is.Not.Null, $"{result.Schedules} schedules, and none shows the fault");
        Assert.That(new Exploration(scenario).Replay(result.Replay)?.Message, Is.EqualTo(result.Failure!.Message), "the replay");
    }

    /// <summary>A world with one channel of small slots.</summary>
    public static ChannelWorld Channel(
        ChannelKind kind, ulong slots, Mutation mutation, ChannelFlags flags = ChannelFlags.None, ulong history = 0, bool buffered = false,
        bool slices = true)
    {
        ChannelGeometry geometry = ChannelWorld.Geometry(kind, slots, flags, history);
        World world = new(ChannelWorld.SizeOf(geometry)) { Mutation = mutation, Buffered = buffered, Slices = slices };
        return new ChannelWorld(world, geometry);
    }

    /// <summary>A property of the scenario: an exception that the explorer takes for the schedule's failure.</summary>
    public static void Require(bool holds, string property)
    {
        if (!holds)
            throw new PropertyException(property);
    }

    /// <summary>The messages are exactly these, in this order.</summary>
    public static void RequireEqual(IEnumerable<ulong> got, IEnumerable<ulong> expected, string whose)
    {
        if (!got.SequenceEqual(expected))
            throw new PropertyException($"{whose}: got [{Show(got)}], not [{Show(expected)}]");
    }

    private static string Show(IEnumerable<ulong> messages) => string.Join(' ', messages.Select(message => $"{message >> 32}:{(uint)message}"));

    /// <summary>All that a sender committed before it died was received, in order; what it had begun to commit may have been.</summary>
    public static void RequireAllOfDead(ChannelWorld channel, List<ulong> got, int sender)
    {
        List<ulong> own = [.. got.Where(message => message >> 32 == (uint)sender)];
        List<ulong> committed = ChannelWorld.Book(channel.Committed, sender);
        List<ulong> begun = ChannelWorld.Book(channel.Begun, sender);
        if (!own.SequenceEqual(committed) && !own.SequenceEqual(begun))
            throw new PropertyException($"sender {sender} committed {committed.Count} of {begun.Count} messages, {own.Count} were received: [{Show(own)}]");
    }
}
