namespace ShmNative.Tests.Explorer;

/// <summary>
/// Dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005; where states are met again: Yang, Chen, Gopalakrishnan and Kirby, SPIN
/// 2008): from each state one process goes on, and another one only if a later step of its races with what was done there: both touch a
/// key, one of them writes, and nothing orders them. A process is a thread, or one thread's stores to one word on their way out of its buffer.
/// </summary>
internal sealed class PartialOrder(List<Node> path)
{
    /// <summary>What a step that concerns everybody writes, and every other one reads.</summary>
    private const long Everything = long.MinValue + 1;

    private const int MostThreads = 8;
    private const int MostProcesses = 64;

    private readonly Dictionary<(int Thread, long Key), int> _buffers = [];
    private readonly List<(int Thread, long Key)> _bufferOf = [];
    private readonly Dictionary<Access, int> _numbers = [];
    private readonly List<Access> _accesses = [];
    private readonly Dictionary<long, List<(int Depth, bool Writes)>> _touched = [];
    private readonly List<int>[] _steps = [.. Enumerable.Range(0, MostProcesses).Select(_ => new List<int>())];
    private readonly Dictionary<(int Thread, int Serial), int> _bufferedAt = [];

    public ulong BitOf(in Transition step) => 1UL << ProcessOf(step);

    /// <summary>A state was reached, by the step at the end of the path; it is not on the path yet.</summary>
    public void Reach(World world, Node node)
    {
        foreach (Transition step in node.Enabled)
        {
            node.CanDo |= BitOf(step);
            if (step.Kind != TransitionKind.Kill)
                node.CanStep |= BitOf(step);
        }

        node.Stores = [.. world.Buffers.Select(buffer => buffer.Added)];
        if (path.Count == 0)
            return;
        Node last = path[^1];
        int thread = last.Chosen.Thread;
        for (int serial = last.Stores[thread]; serial < node.Stores[thread]; serial++)
            _bufferedAt[(thread, serial)] = path.Count - 1;

        // Whom the step has kept from something, goes first another time.
        foreach (Transition step in last.Enabled)
        {
            if (ProcessOf(step) != ProcessOf(last.Chosen) && !node.Enabled.Exists(other => other.IsSameAs(step)))
                last.Wanted |= BitOf(step);
        }

        // Who goes to sleep might have done so before what let it sleep.
        if (last.Chosen.Kind == TransitionKind.Step && world.Sleeping(thread) is { } sleep)
            FindRaces(sleep, LatestClock(thread));
    }

    /// <summary>The step chosen at the end of the path is about to be done: finds what it races with, and its place in the order.</summary>
    public void Push()
    {
        int depth = path.Count - 1;
        Node node = path[depth];
        Transition step = node.Chosen;
        int process = ProcessOf(step);
        node.Accesses = [.. AccessesOf(step)];
        int[] clock = ClockBefore(step);
        FindRaces(step, clock);
        if (step.Kind == TransitionKind.Kill && (node.CanStep & (1UL << process)) == 0)
            node.Wanted |= node.CanDo; // it may have gone on first, once others had let it
        foreach (Access access in node.Accesses)
        {
            node.Later.Add(NumberOf(access));
            JoinConflicting(clock, access);
            Touched(access.Key).Add((depth, access.Writes));
        }

        clock[process] = depth + 1;
        node.Clock = clock;
        _steps[process].Add(depth);
    }

    /// <summary>The step chosen at the end of the path is undone.</summary>
    public void Pop()
    {
        Node node = path[^1];
        foreach (Access access in node.Accesses)
            RemoveLast(Touched(access.Key));
        RemoveLast(_steps[ProcessOf(node.Chosen)]);
    }

    /// <summary>A state was reached again: what was done from there on races with what led here this time.</summary>
    public void Meet(World world, Visit visit)
    {
        path[^1].Later.Add(visit.Later);
        foreach (int number in visit.Later.Numbers)
        {
            Access access = _accesses[number];
            FindRaces(access, ClockOfPending(world, access.Process), conditional: false, kill: false);
        }

        if (!visit.IsOnPath)
            return;
        foreach (Node node in path)
            node.Wanted |= node.CanDo; // a cycle: what comes later is not known yet
    }

    /// <summary>The run is over, with these deaths left out: they race with what was done like any other step.</summary>
    public void End(List<Transition> deaths)
    {
        foreach (Transition death in deaths)
            FindRaces(death, LatestClock(death.Thread));
    }

    private int ProcessOf(in Transition step)
    {
        if (step.Kind != TransitionKind.Flush)
            return step.Thread;
        (int Thread, long Key) buffer = (step.Thread, step.Store.Key);
        if (!_buffers.TryGetValue(buffer, out int process))
        {
            _buffers.Add(buffer, process = MostThreads + _buffers.Count);
            _bufferOf.Add(buffer);
        }

        return process < MostProcesses ? process : throw new InvalidOperationException("too many buffered words");
    }

    private IEnumerable<Access> AccessesOf(Transition step)
    {
        int process = ProcessOf(step);
        foreach (long key in step.Operation.Keys.Distinct())
            yield return new(process, key, step.Operation.Writes);
        yield return new(process, Everything, step.Operation.Global);
    }

    private int NumberOf(Access access)
    {
        if (!_numbers.TryGetValue(access, out int number))
        {
            _numbers.Add(access, number = _accesses.Count);
            _accesses.Add(access);
        }

        return number;
    }

    private List<(int Depth, bool Writes)> Touched(long key)
    {
        if (!_touched.TryGetValue(key, out List<(int Depth, bool Writes)>? touched))
            _touched.Add(key, touched = []);
        return touched;
    }

    // ---- races

    private void FindRaces(in Transition step, int[] clock)
    {
        foreach (Access access in AccessesOf(step))
            FindRaces(access, clock, step.Conditional, step.Kind == TransitionKind.Kill);
    }

    private void FindRaces(Access access, int[] clock, bool conditional, bool kill)
    {
        List<(int Depth, bool Writes)> touched = Touched(access.Key);
        ulong seen = 0;
        bool read = false;
        for (int i = touched.Count - 1; i >= 0; i--)
        {
            (int depth, bool writes) = touched[i];
            if (!access.Writes && !writes)
                continue;
            if (writes && read)
                return; // the read comes in between
            int other = ProcessOf(path[depth].Chosen);
            bool isLatest = (seen & (1UL << other)) == 0;
            if (isLatest && other != access.Process && clock[other] <= depth)
                Reverse(depth, access.Process, clock, conditional, kill);
            if (writes)
                return;
            seen |= 1UL << other;
            read = true;
        }
    }

    /// <summary>Another time the process shall go before the step at that depth; or whoever it follows, if it cannot do so yet.</summary>
    private void Reverse(int depth, int process, int[] clock, bool conditional, bool kill)
    {
        Node node = path[depth];
        ulong bit = 1UL << process;
        if (((kill ? node.CanDo : node.CanStep) & bit) != 0)
        {
            node.Wanted |= bit;
            return;
        }

        if (conditional && (_steps[process].Count == 0 || _steps[process][^1] < depth))
            return; // it slept, and slept until then or longer
        for (int later = depth + 1; later < path.Count; later++)
        {
            int other = ProcessOf(path[later].Chosen);
            if (clock[other] <= later || (node.CanDo & (1UL << other)) == 0)
                continue;
            node.Wanted |= 1UL << other;
            return;
        }

        node.Wanted |= node.CanDo;
    }

    // ---- the order

    private int[] LatestClock(int process) =>
        _steps[process].Count == 0 ? new int[MostProcesses] : [.. path[_steps[process][^1]].Clock];

    /// <summary>What comes before a step because of who does it; keys come later.</summary>
    private int[] ClockBefore(in Transition step)
    {
        int[] clock = LatestClock(ProcessOf(step));
        if (step.Kind == TransitionKind.Flush)
        {
            Join(clock, path[_bufferedAt[(step.Thread, step.Item)]].Clock);
            JoinFlushes(clock, step.Thread, step.Store);
        }
        else if (step.Operation.Fences)
        {
            JoinFlushes(clock, step.Thread, null);
        }

        return clock;
    }

    /// <summary>The stores of the thread that had to leave its buffer before: all, or those that the store must not pass.</summary>
    private void JoinFlushes(int[] clock, int thread, StoreBuffer.Entry? store)
    {
        for (int i = 0; i < _bufferOf.Count; i++)
        {
            if (_bufferOf[i].Thread != thread)
                continue;
            foreach (int depth in _steps[MostThreads + i])
            {
                if (store is null || store.Value.MustFollow(path[depth].Chosen.Store))
                    Join(clock, path[depth].Clock);
            }
        }
    }

    private void JoinConflicting(int[] clock, Access access)
    {
        List<(int Depth, bool Writes)> touched = Touched(access.Key);
        for (int i = touched.Count - 1; i >= 0; i--)
        {
            if (access.Writes || touched[i].Writes)
                Join(clock, path[touched[i].Depth].Clock);
            if (touched[i].Writes)
                return;
        }
    }

    /// <summary>What certainly comes before any later step of the process.</summary>
    private int[] ClockOfPending(World world, int process)
    {
        int[] clock = LatestClock(process);
        if (process < MostThreads)
            return clock;
        (int thread, long key) = _bufferOf[process - MostThreads];
        foreach (StoreBuffer.Entry entry in world.Buffers[thread].Entries)
        {
            if (entry.Key != key)
                continue;
            Join(clock, path[_bufferedAt[(thread, entry.Serial)]].Clock);
            return clock;
        }

        Join(clock, LatestClock(thread));
        return clock;
    }

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++)
            clock[i] = Math.Max(clock[i], other[i]);
    }

    private static void RemoveLast<T>(List<T> list) => list.RemoveAt(list.Count - 1);
}
