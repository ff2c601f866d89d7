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

    /// <summary>States, and partial-order reduction where preemptions are not bounded.</summary>
    All,
}

/// <summary>
/// Runs a scenario under every schedule, or every one with few preemptions, depth first. A state is all memory and, of each thread, all it has
/// seen since its call began, and what it was when it began. Without a bound, <see cref="PartialOrder"/> leaves out schedules that differ only in the order
/// of independent steps; not under a bound, because the one that stands for others may need more preemptions than those. Sleep sets (Godefroid,
/// "Partial-Order Methods for the Verification of Concurrent Systems", 1996) are the simpler reduction that it is compared with.
/// </summary>
internal sealed class Exploration(
    Func<World> scenario, int mostPreemptions = int.MaxValue, Reduction reduction = Reduction.All, long mostRuns = 200_000)
    : IScheduler
{
    private const int MostSteps = 10_000;
    private const int MostRank = 3;

    private readonly List<Node> _path = [];
    private readonly Dictionary<ulong, int> _leastPreemptions = [];
    private readonly Dictionary<ulong, Visit> _visits = [];
    private readonly bool _sleeps = reduction >= Reduction.StatesAndSleepSets && mostPreemptions == int.MaxValue;
    private PartialOrder? _order;
    private readonly HashSet<long> _written = [];
    private readonly HashSet<long> _constants = [];
    private int _depth;
    private bool _joined;
    private bool _restart;

    /// <summary>The states in which runs ended.</summary>
    public HashSet<ulong> Ends { get; } = [];

    public ExplorationResult Run()
    {
        long schedules = 0, joined = 0, steps = 0;
        bool restarted;
        if (_sleeps && reduction == Reduction.All)
            _order = new PartialOrder(_path);
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

        bool alone = reduction != Reduction.None && _order is null && LooksAtConstant(world);
        Node node = NewNode(world, alone);
        _order?.Reach(world, node);
        if (node.Enabled.Count == 0)
        {
            Ends.Add(world.StateHash());
            _order?.End(world.PossibleDeaths());
            return null;
        }

        if ((!alone && IsCovered(world, node)) || !ChooseNext(node))
        {
            _joined = true;
            return null;
        }

        _path.Add(node);
        _order?.Push();
        if (node.Visit is not null)
            node.Visit.IsOnPath = true;
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
                if (_order is null) asleep.AddRange(parent.Asleep.Where(other => other.Thread != done.Thread && !other.Operation.DependsOn(done.Operation)));
        }

        return new()
        {
            Enabled = alone ? world.EnabledOfLastThread() : world.Enabled(),
            Asleep = asleep,
            Preemptions = preemptions,
            LastThread = world.LastThread,
            LastGoesOn = world.LastGoesOn,
        };
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
        _visits.Clear();
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
            if (!_visits.TryGetValue(state, out Visit? visit))
                _visits.Add(state, visit = new());
            if (visit.Asleep.Exists(before => (before & ~asleep) == UInt128.Zero))
            {
                _order?.Meet(world, visit);
                return true;
            }

            visit.Asleep.Add(asleep);
            node.Visit = visit;
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
        for (int rank = 0; rank <= MostRank; rank++)
        {
            for (int i = 0; i < node.Enabled.Count; i++)
            {
                Transition candidate = node.Enabled[i];
                if (Rank(node, candidate) != rank || node.Tried.Contains(i) || node.Asleep.Exists(other => other.IsSameAs(candidate)))
                    continue;
                if (node.Preemptions + (IsPreemption(node, candidate) ? 1 : 0) > mostPreemptions)
                    continue;
                if (_order is not null && node.Wanted == 0)
                    node.Wanted = _order.BitOf(candidate);
                if (_order is not null && (node.Wanted & _order.BitOf(candidate)) == 0)
                    continue;
                node.Choice = i;
                return true;
            }
        }

        return false;
    }

    /// <summary>Its next step, then the stores that this may wait for, then all others.</summary>
    private static int Rank(Node node, in Transition candidate) =>
        candidate.Kind == TransitionKind.Kill ? MostRank : candidate.Thread != node.LastThread ? 2 : candidate.Kind == TransitionKind.Step ? 0 : 1;

    private static bool IsPreemption(Node node, in Transition chosen) =>
        chosen.Kind == TransitionKind.Step && chosen.Thread != node.LastThread && node.LastGoesOn;

    /// <summary>Goes back to the deepest state with an untried step; false when all was tried.</summary>
    private bool Backtrack()
    {
        while (_path.Count > 0)
        {
            Node node = _path[^1];
            _order?.Pop();
            node.Tried.Add(node.Choice);
            if (_sleeps && _order is null)
                node.Asleep.Add(node.Chosen);
            if (ChooseNext(node))
            {
                _order?.Push();
                return true;
            }

            _path.RemoveAt(_path.Count - 1);
            if (node.Visit is not null)
            {
                node.Visit.IsOnPath = false;
                node.Visit.Later.Add(node.Later);
            }

            if (_path.Count > 0)
                _path[^1].Later.Add(node.Later);
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
