using ShmNative.Layout;

namespace ShmNative.Tests.Explorer;

/// <summary>A schedule in which a property does not hold.</summary>
internal sealed class PropertyException(string message) : Exception(message);

/// <summary>What scenarios have in common.</summary>
internal static class Explore
{
    /// <summary>No bound: every schedule.</summary>
    public const int Every = int.MaxValue;

    /// <summary>Runs after which an unbounded search for a mutant's failure gives up.</summary>
    private const int MostRuns = 30_000;

    /// <summary>The scenario holds under every schedule with at most so many preemptions.</summary>
    public static void MustPass(Func<World> scenario, int preemptions = Every)
    {
        ExplorationResult result = new Exploration(scenario, preemptions).Run();
        string bound = preemptions == Every ? "all schedules" : $"all schedules with at most {preemptions} preemptions";
        TestContext.Out.WriteLine($"{bound}: {result.Schedules} run to their end, {result.Joined} joined a known state, {result.Steps} steps");
        if (result.Failure is null)
            return;
        List<string> trace = [];
        Exploration.Replay(scenario, result.Replay, trace);
        Assert.Fail($"{result.Failure.Message}\nafter {result.Schedules} schedules, replay \"{result.Replay}\":\n{string.Join('\n', trace)}\n{result.Failure.StackTrace}");
    }

    /// <summary>
    /// There is a schedule that breaks a property, and its replay breaks it again. Schedules with few preemptions come first: most faults need
    /// one or two (Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", 2007).
    /// </summary>
    /// <param name="scenario">With the mutant.</param>
    /// <param name="preemptions">So many at most.</param>
    /// <param name="everySchedule">Also the search without a bound, with all its reductions, must find the fault.</param>
    public static void MustFail(Func<World> scenario, int preemptions = 3, bool everySchedule = false)
    {
        ExplorationResult result = new Exploration(scenario, mostPreemptions: 0).Run();
        int bound = 0;
        while (result.Failure is null && bound < preemptions)
            result = new Exploration(scenario, mostPreemptions: ++bound).Run();
        TestContext.Out.WriteLine($"found after {result.Schedules} schedules with {bound} preemptions: {result.Failure?.Message}\nreplay \"{result.Replay}\"");
        Assert.That(result.Failure, Is.Not.Null, $"{result.Schedules} schedules, and none shows the fault");
        Assert.That(result.Failure, Is.TypeOf<PropertyException>(), "a broken property, not a broken test");
        Assert.That(Exploration.Replay(scenario, result.Replay)?.Message, Is.EqualTo(result.Failure!.Message), "the replay");
        if (!everySchedule)
            return;
        result = new Exploration(scenario, mostRuns: MostRuns).Run();
        TestContext.Out.WriteLine($"without a bound: found after {result.Schedules + result.Joined} runs: {result.Failure?.Message}");
        Assert.That(result.Failure, Is.TypeOf<PropertyException>(), "the reductions leave the fault in");
    }

    /// <summary>A property of the scenario: an exception that the explorer takes for the schedule's failure.</summary>
    public static void Require(bool holds, string property)
    {
        if (!holds)
            throw new PropertyException(property);
    }

    public static void RequireOk(ShmStatus status) => Require(status == ShmStatus.Ok, $"OK, not {status}");

    /// <summary>The messages are exactly these, in this order.</summary>
    public static void RequireEqual(IEnumerable<ulong> got, IEnumerable<ulong> expected, string whose)
    {
        if (!got.SequenceEqual(expected))
            throw new PropertyException($"{whose}: got [{Show(got)}], not [{Show(expected)}]");
    }

    /// <summary>Each sender's messages came in the order in which it sent them, each once.</summary>
    public static void RequireAscending(IEnumerable<ulong> got, string whose)
    {
        foreach (IGrouping<ulong, ulong> sender in got.GroupBy(message => message >> 32))
            Require(sender.SequenceEqual(sender.Distinct().Order()), $"{whose}: in order, not [{Show(got)}]");
    }

    /// <summary>All that a sender committed, before it died perhaps, was received, in order; what it had begun to commit may have been.</summary>
    public static void RequireAllOf(ChannelWorld channel, IEnumerable<ulong> got, int sender)
    {
        List<ulong> own = [.. Of(got, sender)];
        List<ulong> committed = channel.Committed[sender];
        List<ulong> begun = channel.Begun[sender];
        Require(
            own.SequenceEqual(committed) || own.SequenceEqual(begun),
            $"sender {sender} committed {committed.Count} of {begun.Count} messages, received were [{Show(own)}]");
    }

    public static IEnumerable<ulong> Of(IEnumerable<ulong> messages, int sender) => messages.Where(message => message >> 32 == (uint)sender);

    public static string Show(IEnumerable<ulong> messages) => string.Join(' ', messages.Select(message => $"{message >> 32}:{(uint)message}"));
}
