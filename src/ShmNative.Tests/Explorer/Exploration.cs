using System.Globalization;

namespace ShmNative.Tests.Explorer;

/// <summary>What an exploration found.</summary>
/// <param name="Schedules">Complete schedules that were run.</param>
/// <param name="Failure">The first failure, or null.</param>
/// <param name="Replay">The choices that lead to it: give them to <see cref="Exploration.Replay"/>.</param>
/// <param name="Pruned">Runs that were cut short because others cover them.</param>
/// <param name="Steps">Steps of all runs.</param>
internal sealed record ExplorationResult(long Schedules, Exception? Failure, string Replay, long Pruned, long Steps);

/// <summary>
/// Runs a scenario under every schedule, depth first. Sleep sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems",
/// 1996) leave out schedules that differ only in the order of independent neighbours: of each such class one is run.
/// </summary>
internal sealed class Exploration(Func<World> scenario, long mostSchedules = 2_000_000, int mostPreemptions = int.MaxValue)
{
    private const int MostSteps = 10_000;

    private readonly List<Node> _path = [];
    private int _depth;
    private int _preemptions;
    private bool _isReplay;

    /// <summary>A state on the present path, and what is known of the steps out of it.</summary>
    private sealed class Node
    {
        public required List<Transition> Enabled { get; init; }

        /// <summary>Steps whose schedules from here are covered by others.</summary>
        public required List<Transition> Asleep { get; init; }

        public required int PreemptionsBefore { get; init; }

        public required int LastThread { get; init; }

        public int Chosen { get; set; }
    }

    /// <summary>The steps of the latest run, one a line.</summary>
    public List<string> Trace { get; } = [];

    public ExplorationResult Run()
    {
        long schedules = 0, pruned = 0, steps = 0;
        do
        {
            using World world = scenario();
            (bool complete, Exception? failure) = RunOnce(world);
            if (failure is not null)
                return new(schedules + 1, failure, Choices(), pruned, steps);
            steps += _depth;
            pruned += complete ? 0 : 1;
            if (complete && ++schedules >= mostSchedules)
                throw new InvalidOperationException($"more than {mostSchedules} schedules: make the scenario smaller or bound the preemptions");
        }
        while (Backtrack());
        return new(schedules, null, "", pruned, steps);
    }

    /// <summary>Runs the one schedule that a failure printed.</summary>
    public Exception? Replay(string choices)
    {
        _isReplay = true;
        foreach (string choice in choices.Split('.', StringSplitOptions.RemoveEmptyEntries))
            _path.Add(new Node { Enabled = [], Asleep = [], PreemptionsBefore = 0, LastThread = -1, Chosen = int.Parse(choice, CultureInfo.InvariantCulture) });
        using World world = scenario();
        return RunOnce(world).Failure;
    }

    private string Choices() => string.Join('.', _path.Take(_depth).Select(node => node.Chosen));

    private (bool Complete, Exception? Failure) RunOnce(World world)
    {
        _depth = 0;
        _preemptions = 0;
        bool pruned = false;
        world.Run(enabled =>
        {
            Transition? next = Choose(enabled, world.LastThread);
            pruned |= next is null;
            if (_isReplay && next is { } taken)
                Trace.Add(world.Describe(taken));
            return next;
        });
        return (!pruned, pruned ? null : world.Failure);
    }

    private Transition? Choose(List<Transition> enabled, int lastThread)
    {
        if (_depth == MostSteps)
            throw new PropertyException($"an end within {MostSteps} steps");
        Node node;
        if (_depth < _path.Count)
        {
            node = _path[_depth];
            if (node.Enabled.Count == 0)
                node.Enabled.AddRange(enabled); // a replay
        }
        else
        {
            node = NewNode(enabled, lastThread);
            if (node.Chosen < 0)
                return null;
            _path.Add(node);
        }

        _depth++;
        Transition chosen = enabled[node.Chosen];
        _preemptions = node.PreemptionsBefore + (IsPreemption(node, chosen) ? 1 : 0);
        return chosen;
    }

    private Node NewNode(List<Transition> enabled, int lastThread)
    {
        List<Transition> asleep = [];
        if (_depth > 0)
        {
            Node parent = _path[_depth - 1];
            Operation done = parent.Enabled[parent.Chosen].Operation;
            int thread = parent.Enabled[parent.Chosen].Thread;
            asleep.AddRange(parent.Asleep.Where(other => other.Thread != thread && !other.Operation.DependsOn(done)));
        }

        // The thread that ran goes on first: fewer hand-overs, and the simplest schedules are tried before the odd ones.
        Node node = new()
        {
            Enabled = [.. enabled],
            Asleep = asleep,
            PreemptionsBefore = _preemptions,
            LastThread = lastThread,
            Chosen = -1,
        };
        node.Chosen = NextChoice(node);
        return node;
    }

    private int NextChoice(Node node)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < node.Enabled.Count; i++)
            {
                Transition candidate = node.Enabled[i];
                bool first = candidate.Thread == node.LastThread && candidate.Kind == TransitionKind.Step;
                if (first != (pass == 0) || node.Asleep.Exists(other => other.IsSameAs(candidate)))
                    continue;
                if (node.PreemptionsBefore + (IsPreemption(node, candidate) ? 1 : 0) <= mostPreemptions)
                    return i;
            }
        }

        return -1;
    }

    private static bool IsPreemption(Node node, Transition chosen) =>
        chosen.Kind == TransitionKind.Step && chosen.Thread != node.LastThread
        && node.Enabled.Exists(other => other.Thread == node.LastThread && other.Kind == TransitionKind.Step);

    /// <summary>Goes back to the deepest state with an untried step; false when all was tried.</summary>
    private bool Backtrack()
    {
        while (_path.Count > 0)
        {
            Node node = _path[^1];
            node.Asleep.Add(node.Enabled[node.Chosen]);
            node.Chosen = NextChoice(node);
            if (node.Chosen >= 0)
                return true;
            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }
}
