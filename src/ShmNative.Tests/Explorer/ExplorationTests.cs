using ShmNative.Tests.Explorer.Scenarios;

namespace ShmNative.Tests.Explorer;

/// <summary>The explorer itself: that it counts right, finds a known race, and loses no failure by leaving schedules out.</summary>
internal sealed unsafe class ExplorationTests
{
    /// <summary>Two threads of two stores each, to four words: 4!/(2!2!) orders of five steps with the starts in front.</summary>
    [Test]
    public void PlainSearchRunsEveryInterleaving()
    {
        ExplorationResult result = new Exploration(() => Stores(0, 8, 16, 24), reduction: Reduction.None).Run();
        Assert.That(result.Schedules, Is.EqualTo(20), "6!/(3!3!): two threads of a start and two stores each");
    }

    [Test]
    public void IndependentStoresNeedOneSchedule()
    {
        ExplorationResult result = new Exploration(() => Stores(0, 8, 16, 24)).Run();
        Assert.That((result.Schedules, result.Failure), Is.EqualTo((1L, (Exception?)null)));
    }

    [Test]
    public void NoPreemptionMeansOneThreadAfterTheOther()
    {
        ExplorationResult result = new Exploration(() => Stores(0, 8, 16, 24), mostPreemptions: 0, Reduction.None).Run();
        Assert.That(result.Schedules, Is.EqualTo(2));
    }

    /// <summary>Two threads that load, add 1 and store: one of the additions can be lost.</summary>
    [TestCase(Reduction.None)]
    [TestCase(Reduction.States)]
    [TestCase(Reduction.StatesAndSleepSets)]
    [TestCase(Reduction.All)]
    public void FindsALostUpdate(int reduction)
    {
        ExplorationResult result = new Exploration(LostUpdate, reduction: (Reduction)reduction).Run();
        Assert.That(result.Failure, Is.TypeOf<PropertyException>());
        Assert.That(Exploration.Replay(LostUpdate, result.Replay)?.Message, Is.EqualTo(result.Failure!.Message));
    }

    [Test]
    public void ALostUpdateNeedsOnePreemption()
    {
        Assert.That(new Exploration(LostUpdate, mostPreemptions: 0).Run().Failure, Is.Null);
        Assert.That(new Exploration(LostUpdate, mostPreemptions: 1).Run().Failure, Is.Not.Null);
    }

    /// <summary>Each of two threads stores to its own word and loads the other's: both loads can be 0 only with a store buffer, without fences.</summary>
    [TestCase(false, false, false)]
    [TestCase(true, false, true)]
    [TestCase(true, true, false)]
    public void AStoreBufferLetsLoadsPassStores(bool buffered, bool fences, bool fails)
    {
        ExplorationResult result = new Exploration(() => Dekker(buffered, fences)).Run();
        Assert.That(result.Failure is not null, Is.EqualTo(fails));
    }

    /// <summary>The final states that all schedules can reach are the same ones however many of them are left out.</summary>
    [Test]
    public void LeavingSchedulesOutLosesNoOutcome()
    {
        for (int seed = 0; seed < 36; seed++)
        {
            HashSet<ulong> all = Outcomes(seed, Reduction.None);
            Assert.That(Outcomes(seed, Reduction.States), Is.EquivalentTo(all), $"states, seed {seed}");
            Assert.That(Outcomes(seed, Reduction.StatesAndSleepSets), Is.EquivalentTo(all), $"states and sleep sets, seed {seed}");
            Assert.That(Outcomes(seed, Reduction.All), Is.EquivalentTo(all), $"all, seed {seed}");
        }
    }

    /// <summary>The same under a bound of one preemption.</summary>
    [Test]
    public void LeavingSchedulesOutLosesNoOutcomeUnderABound()
    {
        for (int seed = 0; seed < 36; seed++)
            Assert.That(Outcomes(seed, Reduction.StatesAndSleepSets, 1), Is.EquivalentTo(Outcomes(seed, Reduction.None, 1)), $"seed {seed}");
    }

    /// <summary>The same of the real code: in the same states its runs end.</summary>
    [TestCaseSource(nameof(SmallCasts))]
    public void LeavingSchedulesOutLosesNoEnd(Func<World> scenario)
    {
        Exploration plainer = new(scenario, reduction: Reduction.StatesAndSleepSets), full = new(scenario);
        Assert.That((plainer.Run().Failure, full.Run().Failure), Is.EqualTo(((Exception?)null, (Exception?)null)));
        Assert.That(full.Ends, Is.EquivalentTo(plainer.Ends));
    }

    private static IEnumerable<TestCaseData> SmallCasts() =>
    [
        new TestCaseData((Func<World>)(() => RemovalExplorations.Leaving(mortal: true))).SetArgDisplayNames("removal, a death"),
        new TestCaseData((Func<World>)(() => QueueExplorations.Queue(producers: 1, each: 2, consumers: 1, slots: 1))).SetArgDisplayNames("queue"),
        new TestCaseData((Func<World>)(() => TopicExplorations.Joining(1, 2))).SetArgDisplayNames("topic"),
        new TestCaseData((Func<World>)(() => TopicDeathExplorations.HandOver(1))).SetArgDisplayNames("hand-over, a death"),
        new TestCaseData((Func<World>)(() => LappingExplorations.Exclusive(2, buffered: true))).SetArgDisplayNames("lapping, buffered"),
    ];

    [Test]
    public void AScheduleIsReadAsItWasWritten()
    {
        List<Transition> steps =
        [
            new(0, TransitionKind.Step, 0, Operation.Start), new(0, TransitionKind.Step, 0, Operation.Start),
            new(1, TransitionKind.Kill, 0, Operation.Start), new(2, TransitionKind.Flush, 7, Operation.Start),
            new(2, TransitionKind.Step, 0, Operation.Start),
        ];
        Assert.That(Schedule.Write(steps), Is.EqualTo("0*2 k1 f2:7 2*1"));
        Assert.That(Schedule.Read("0*2 k1 f2:7 2*1"), Is.EqualTo(steps));
    }

    private static World Stores(params int[] offsets)
    {
        World world = new(4096);
        for (int i = 0; i < 2; i++)
        {
            int thread = i;
            world.Add($"thread {i}", () =>
            {
                ExploredMemory.Store((ulong*)(world.Memory + offsets[2 * thread]), 1);
                ExploredMemory.Store((ulong*)(world.Memory + offsets[(2 * thread) + 1]), 1);
            });
        }

        return world;
    }

    private static World LostUpdate()
    {
        World world = new(4096);
        ulong* word = (ulong*)world.Memory;
        for (int i = 0; i < 2; i++)
            world.Add($"thread {i}", () => ExploredMemory.Store(word, ExploredMemory.Load(word) + 1));
        world.Check = () => Explore.Require(*word == 2, "both additions");
        return world;
    }

    private static World Dekker(bool buffered, bool fences)
    {
        World world = new(4096) { Buffered = buffered };
        ulong[] seen = [1, 1];
        for (int i = 0; i < 2; i++)
        {
            int self = i;
            world.Add($"thread {i}", () =>
            {
                ExploredMemory.Store((ulong*)(world.Memory + (self * 64)), 1);
                if (fences)
                    ExploredMemory.FullFence();
                seen[self] = ExploredMemory.Load((ulong*)(world.Memory + ((1 - self) * 64)));
                World.Running!.Testify(seen[self]);
            });
        }

        world.Check = () => Explore.Require(seen[0] + seen[1] > 0, "one of them sees the other");
        return world;
    }

    /// <summary>Random programs of three threads on three words, or of two with store buffers; in every other program one may die.</summary>
    private static HashSet<ulong> Outcomes(int seed, Reduction reduction, int preemptions = int.MaxValue)
    {
        HashSet<ulong> outcomes = [];
        ExplorationResult result = new Exploration(() => RandomProgram(seed, outcomes), preemptions, reduction).Run();
        Assert.That(result.Failure, Is.Null);
        return outcomes;
    }

    private static World RandomProgram(int seed, HashSet<ulong> outcomes)
    {
        Random random = new(seed);
        World world = new(4096) { Buffered = seed % 3 == 0 };
        int threads = seed % 3 == 0 ? 2 : 3;
        ulong[] sums = new ulong[3];
        for (int i = 0; i < threads; i++)
        {
            int self = i;
            (int Kind, int Word)[] program = [.. Enumerable.Range(0, 2).Select(_ => (random.Next(4), random.Next(3)))];
            world.Add($"thread {i}", () =>
            {
                foreach ((int kind, int word) in program)
                {
                    ulong* address = (ulong*)(world.Memory + (word * 64));
                    ulong seen = 0;
                    if (kind == 0)
                        ExploredMemory.Store(address, (ulong)self + 1);
                    else if (kind == 1)
                        seen = ExploredMemory.CompareExchange(address, 0, (ulong)self + 10) ? 1UL : 2;
                    else
                        seen = ExploredMemory.Load(address);
                    sums[self] = (sums[self] * 100) + seen + 1;
                    World.Running!.Testify(sums[self]);
                }
            }, mortal: i == 0 && seed % 2 == 0);
        }

        world.Check = () =>
        {
            ulong outcome = 0;
            for (int i = 0; i < 3; i++)
                outcome = World.Mix(World.Mix(outcome, sums[i]), *(ulong*)(world.Memory + (i * 64)));
            outcomes.Add(outcome);
        };
        return world;
    }
}
