namespace ShmNative.Tests.Explorer;

/// <summary>What an exploration found.</summary>
/// <param name="Schedules">Schedules that were run to their end.</param>
/// <param name="Failure">The first failure, or null.</param>
/// <param name="Replay">The schedule that leads to it: give it to <see cref="Exploration.Replay"/>.</param>
/// <param name="Joined">Runs that came to a state from which everything had been tried.</param>
/// <param name="Steps">Steps of all runs, those done again included.</param>
internal sealed record ExplorationResult(long Schedules, Exception? Failure, string Replay, long Joined, long Steps);

/// <summary>How much of the reduction is used; less than all of it serves to check the explorer itself.</summary>
internal enum Reduction
{
    /// <summary>None: plain depth-first search.</summary>
    None,

    /// <summary>States that were seen are not gone on from again.</summary>
    States,

    /// <summary>Also sleep sets, where preemptions are not bounded.</summary>
    StatesAndSleepSets,
}

/// <summary>
/// Runs a scenario under every schedule, or every one with few preemptions, depth first. A state is all memory and, of each thread, all it has
/// seen. Sleep sets (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996) leave out schedules that differ only in the
/// order of independent neighbours; they are not used under a bound, because the one that stands for others may need more preemptions than those.
/// </summary>
internal sealed class Exploration(
    Func<World> scenario, int mostPreemptions = int.MaxValue, Reduction reduction = Reduction.StatesAndSleepSets, long mostRuns = 200_000)
    : IScheduler
{
    private const int MostSteps = 10_000;

    private readonly List<Node> _path = [];
    private readonly Dictionary<ulong, int> _leastPreemptions = [];
    private readonly Dictionary<ulong, List<UInt128>> _asleepAt = [];
    private readonly bool _sleeps = reduction == Reduction.StatesAndSleepSets && mostPreemptions == int.MaxValue;
    private readonly HashSet<long> _written = [];
    private readonly HashSet<long> _constants = [];
    private int _depth;
    private bool _joined;
    private bool _restart;

    /// <summary>A state on the present path, and what is known of the steps out of it.</summary>
    private sealed class Node
    {
        public required List<Transition> Enabled { get; init; }

        /// <summary>Steps whose schedules from here are covered by others.</summary>
        public required List<Transition> Asleep { get; init; }

        public required int Preemptions { get; init; }

        public required int LastThread { get; init; }

        public int Choice { get; set; } = -1;

        public HashSet<int> Tried { get; } = [];

        public Transition Chosen => Enabled[Choice];
    }

    public ExplorationResult Run()
    {
        long schedules = 0, joined = 0, steps = 0;
        bool restarted;
        do
        {
            using World world = scenario();
            world.Written = _written;
            _depth = 0;
            _joined = false;
            world.Run(this);
            steps += _depth;
            restarted = _restart;
            if (restarted)
            {
                Forget();
                continue;
            }

            if (world.Failure is not null)
                return new(schedules + 1, world.Failure, Schedule.Write(_path.Take(_depth).Select(node => node.Chosen)), joined, steps);
            if (_joined)
                joined++;
            else
                schedules++;
            if (schedules + joined >= mostRuns)
                throw new InvalidOperationException($"more than {mostRuns} runs: make the scenario smaller or bound the preemptions");
        }
        while (restarted || Backtrack());
        return new(schedules, null, "", joined, steps);
    }

    /// <summary>Runs the one schedule that a failure printed, and writes its steps down.</summary>
    public static Exception? Replay(Func<World> scenario, string schedule, List<string>? trace = null)
    {
        using World world = scenario();
        world.Run(new Replayer(Schedule.Read(schedule), trace));
        return world.Failure;
    }

    /// <inheritdoc/>
    public Transition? Next(World world)
    {
        // What leads to the latest untried step is only done again: nobody looks at what else could be done there.
        if (_depth < _path.Count)
            return _path[_depth++].Chosen;
        if (_depth == MostSteps)
            throw new InvalidOperationException($"no end within {MostSteps} steps");
        if (_constants.Overlaps(_written))
        {
            _restart = _joined = true;
            return null;
        }

        bool alone = reduction != Reduction.None && LooksAtConstant(world);
        Node node = NewNode(world, alone);
        if (node.Enabled.Count == 0)
            return null;
        if ((!alone && IsCovered(world, node)) || !ChooseNext(node))
        {
            _joined = true;
            return null;
        }

        _path.Add(node);
        _depth++;
        return node.Chosen;
    }

    private Node NewNode(World world, bool alone)
    {
        List<Transition> asleep = [];
        int preemptions = 0;
        if (_path.Count > 0)
        {
            Node parent = _path[^1];
            Transition done = parent.Chosen;
            preemptions = parent.Preemptions + (IsPreemption(parent, done) ? 1 : 0);
            if (_sleeps)
                asleep.AddRange(parent.Asleep.Where(other => other.Thread != done.Thread && !other.Operation.DependsOn(done.Operation)));
        }

        return new() { Enabled = alone ? world.EnabledOfLastThread() : world.Enabled(), Asleep = asleep, Preemptions = preemptions, LastThread = world.LastThread };
    }

    /// <summary>
    /// A look at a word that nobody ever writes to may come first: it makes no difference to anybody when it is done. What is written to is learned
    /// on the way; when a word turns out to be, all begins anew.
    /// </summary>
    private bool LooksAtConstant(World world)
    {
        if (world.PendingLook() is not { } key || _written.Contains(key))
            return false;
        _constants.Add(key);
        return true;
    }

    private void Forget()
    {
        _restart = false;
        _path.Clear();
        _constants.Clear();
        _leastPreemptions.Clear();
        _asleepAt.Clear();
    }

    /// <summary>Whether all that can be tried from this state was tried before, when it was reached another way.</summary>
    private bool IsCovered(World world, Node node)
    {
        if (reduction == Reduction.None)
            return false;
        ulong state = world.StateHash();
        if (_sleeps)
        {
            UInt128 asleep = UInt128.Zero;
            foreach (Transition transition in node.Asleep)
                asleep |= transition.Bit;
            if (!_asleepAt.TryGetValue(state, out List<UInt128>? known))
                _asleepAt.Add(state, known = []);
            if (known.Exists(before => (before & ~asleep) == UInt128.Zero))
                return true;
            known.Add(asleep);
            return false;
        }

        state = World.Mix(state, (ulong)node.LastThread);
        if (_leastPreemptions.TryGetValue(state, out int least) && least <= node.Preemptions)
            return true;
        _leastPreemptions[state] = node.Preemptions;
        return false;
    }

    /// <summary>The thread that ran goes on first: fewer hand-overs, and the simplest schedules are tried before the odd ones.</summary>
    private bool ChooseNext(Node node)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < node.Enabled.Count; i++)
            {
                Transition candidate = node.Enabled[i];
                bool goesOn = candidate.Thread == node.LastThread && candidate.Kind == TransitionKind.Step;
                if (goesOn != (pass == 0) || node.Tried.Contains(i) || node.Asleep.Exists(other => other.IsSameAs(candidate)))
                    continue;
                if (node.Preemptions + (IsPreemption(node, candidate) ? 1 : 0) > mostPreemptions)
                    continue;
                node.Choice = i;
                return true;
            }
        }

        return false;
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
            node.Tried.Add(node.Choice);
            if (_sleeps)
                node.Asleep.Add(node.Chosen);
            if (ChooseNext(node))
                return true;
            _path.RemoveAt(_path.Count - 1);
        }

        return false;
    }

    /// <summary>Follows one schedule.</summary>
    private sealed class Replayer(List<Transition> schedule, List<string>? trace) : IScheduler
    {
        private int _done;

        public Transition? Next(World world)
        {
            Transition wanted = _done < schedule.Count ? schedule[_done] : new(-1, TransitionKind.Step, 0, Operation.Start);
            int index = world.Enabled().FindIndex(transition => transition.IsSameAs(wanted));
            if (index < 0)
                return null;
            _done++;
            trace?.Add(world.Describe(world.Enabled()[index]));
            return wanted;
        }
    }
}
