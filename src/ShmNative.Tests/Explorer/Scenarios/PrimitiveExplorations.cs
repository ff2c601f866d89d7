using ShmNative.Layout;
using ShmNative.Layout.Primitives;
using ShmNative.Primitives;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>Primitives without slices: a wake that is lost is a deadlock. With deaths, slices find the dead.</summary>
internal sealed unsafe class PrimitiveExplorations
{
    private const long Owner = PrimitiveWorld.First + 8;
    private const long State = PrimitiveWorld.First + 8;
    private const long Sequence = PrimitiveWorld.Value + 32;

    [TestCase(2, int.MaxValue)]
    [TestCase(3, 2)]
    public void AMutexExcludes(int threads, int preemptions) => Explore.MustPass(() => Counting(threads), preemptions);

    [TestCase(2)]
    [TestCase(3)]
    public void ADeadOwnersMutexGoesToOneWhoIsTold(int threads) => Explore.MustPass(() => Counting(threads, mortal: true), preemptions: 1);

    /// <summary>Whoever unlocks wakes those who sleep.</summary>
    [Test]
    public void FindsAMutexThatWakesNobody() =>
        Explore.MustFail(() => Counting(2, mutation: new SleepersUnseen("thread 0", Owner, PrimitiveConstants.OwnerAwaited)));

    /// <summary>Of several who find the owner dead, one takes the lock.</summary>
    [Test]
    public void FindsADeadOwnersMutexTakenTwice() =>
        Explore.MustFail(() => Counting(3, mortal: true, mutation: new DeadOwnerTakenBlindly(Owner, dead: 1)));

    [Test]
    public void ADeadOwnersHeirWakesThoseWhoSleep() => Explore.MustPass(() => Heir(null), preemptions: 1);

    /// <summary>Those who sleep went to sleep on the dead one's word; its heir is who wakes them.</summary>
    [Test]
    public void FindsAnHeirThatForgetsTheSleepers() => Explore.MustFail(() => Heir(new HeirForgetsSleepers(Owner, dead: 1)));

    [Test]
    public void EventsHandOverUnderEverySchedule() => Explore.MustPass(() => PingPong(1));

    [Test]
    public void EventsHandOverAgainAndAgain() => Explore.MustPass(() => PingPong(3), preemptions: 2);

    [Test]
    public void AManualEventLetsEverybodyPass() => Explore.MustPass(Gate, preemptions: 2);

    [Test]
    public void FindsAnEventThatWakesNobody() =>
        Explore.MustFail(() => PingPong(1, new AwaitedTakenForReset("ping", State)));

    [TestCase(2, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 3)]
    public void ASemaphoreGivesWhatItGot(int takers, int step) => Explore.MustPass(() => Counted(takers, step), preemptions: 2);

    [Test]
    public void FindsASemaphoreThatWakesNobody() =>
        Explore.MustFail(() => Counted(1, 1, new SleepersUnseen("giver", State, PrimitiveConstants.SemaphoreAwaited)));

    [Test]
    public void AReadWriteValueIsWholeAndNeverGoesBack() => Explore.MustPass(() => Latest(writes: 2, mortal: false), preemptions: 2);

    [Test]
    public void ADeadWriterLeavesTheValueItFound() => Explore.MustPass(() => Latest(writes: 1, mortal: true), preemptions: 1);

    [Test]
    public void FindsAWriterInTheNewestCopy() =>
        Explore.MustFail(() => Latest(writes: 2, mortal: false, new NewestCopyOverwritten("writer", Sequence)));

    [Test]
    public void FindsACopyThatIsNotRechecked() => Explore.MustFail(() => Latest(writes: 3, mortal: false, new SequenceNotRechecked(Sequence)));

    /// <summary>Each thread adds 1 to a word under the lock, not atomically.</summary>
    private static World Counting(int threads, bool mortal = false, Mutation? mutation = null)
    {
        PrimitiveWorld shared = new(mutation, mortal);
        World world = shared.World;
        LockOperation<ExploredMemory>.Initialise(shared.Mutex, new ExploredOwners(0));
        int died = 0;
        for (int i = 0; i < threads; i++)
        {
            int entry = i;
            world.Add($"thread {i}", () =>
            {
                ShmStatus status = shared.Block(shared.Lock(entry));
                Explore.Require(status == ShmStatus.Ok || (status == ShmStatus.OwnerDied && world.IsDead("thread 0")), $"the lock, not {status}");
                died += status == ShmStatus.OwnerDied ? 1 : 0;
                if (status == ShmStatus.OwnerDied)
                    shared.Store(PrimitiveWorld.Data + 8, shared.Load(PrimitiveWorld.Data));
                ulong count = shared.Load(PrimitiveWorld.Data);
                Explore.Require(shared.Load(PrimitiveWorld.Data + 8) == count, "nobody else inside");
                shared.Store(PrimitiveWorld.Data, count + 1);
                shared.Store(PrimitiveWorld.Data + 8, count + 1);
                Explore.RequireOk(shared.Lock(entry).Unlock(shared.Sleeper));
            }, entry, mortal: mortal && i == 0);
        }

        world.Check = () =>
        {
            ulong count = shared.Load(PrimitiveWorld.Data);
            Explore.Require(count == (ulong)threads || (world.IsDead("thread 0") && count == (ulong)threads - 1), $"all were inside, not {count}");
            Explore.Require(shared.Mutex->Deaths == (ulong)died && died <= 1, "one was told");
        };
        return world;
    }

    /// <summary>One sleeps already when the owner dies: there are no slices. Another comes after the death.</summary>
    private static World Heir(Mutation? mutation)
    {
        PrimitiveWorld shared = new(mutation, mortal: true, slices: false);
        World world = shared.World;
        LockOperation<ExploredMemory>.Initialise(shared.Mutex, new ExploredOwners(0));
        shared.Mutex->Owner = 1;
        bool passed = false;
        world.Add("owner", () => World.AwaitChange(), entry: 0, mortal: true, daemon: true);
        world.Add("sleeper", () =>
        {
            ShmStatus status = shared.Block(shared.Lock(1));
            Explore.Require(status is ShmStatus.Ok or ShmStatus.OwnerDied, $"the lock, not {status}");
            passed = true;
            World.Running!.Testify(1);
            Explore.RequireOk(shared.Lock(1).Unlock(shared.Sleeper));
        }, entry: 1, daemon: true);
        world.Add("heir", () =>
        {
            World.BeginAttempt();
            while (!new ExploredOwners(2).IsDead(1))
                World.AwaitChange();
            ShmStatus status = shared.Block(shared.Lock(2));
            Explore.Require(status is ShmStatus.Ok or ShmStatus.OwnerDied, $"the lock, not {status}");
            Explore.RequireOk(shared.Lock(2).Unlock(shared.Sleeper));
        }, entry: 2, daemon: true);
        world.Check = () => Explore.Require(passed || !world.IsDead("owner"), "who slept has the lock");
        return world;
    }

    private static World PingPong(int rounds, Mutation? mutation = null)
    {
        PrimitiveWorld shared = new(mutation);
        World world = shared.World;
        EventState* ping = shared.Event(PrimitiveWorld.First);
        EventState* pong = shared.Event(PrimitiveWorld.Second);
        EventOperation<ExploredMemory>.Initialise(ping, manual: false, set: false);
        EventOperation<ExploredMemory>.Initialise(pong, manual: false, set: false);
        EventOperation<ExploredMemory> first = new(ping), second = new(pong);
        world.Add("ping", () =>
        {
            for (ulong i = 1; i <= (ulong)rounds; i++)
            {
                shared.Store(PrimitiveWorld.Data, i);
                Explore.RequireOk(first.Set(shared.Sleeper));
                Explore.RequireOk(shared.Block(second));
                Explore.Require(shared.Load(PrimitiveWorld.Data + 8) == i, "what was stored before the event was set");
            }
        });
        world.Add("pong", () =>
        {
            for (ulong i = 1; i <= (ulong)rounds; i++)
            {
                Explore.RequireOk(shared.Block(first));
                Explore.Require(shared.Load(PrimitiveWorld.Data) == i, "what was stored before the event was set");
                shared.Store(PrimitiveWorld.Data + 8, i);
                Explore.RequireOk(second.Set(shared.Sleeper));
            }
        });
        return world;
    }

    private static World Gate()
    {
        PrimitiveWorld shared = new(null);
        World world = shared.World;
        EventOperation<ExploredMemory>.Initialise(shared.Event(PrimitiveWorld.First), manual: true, set: false);
        EventOperation<ExploredMemory> gate = new(shared.Event(PrimitiveWorld.First));
        world.Add("opener", () => Explore.RequireOk(gate.Set(shared.Sleeper)));
        for (int i = 0; i < 2; i++)
            world.Add($"waiter {i}", () => Explore.RequireOk(shared.Block(gate)));
        return world;
    }

    private static World Counted(int takers, int step, Mutation? mutation = null)
    {
        PrimitiveWorld shared = new(mutation);
        World world = shared.World;
        SemaphoreOperation<ExploredMemory>.Initialise(shared.Semaphore, 0, 8);
        SemaphoreOperation<ExploredMemory> semaphore = new(shared.Semaphore);
        world.Add("giver", () =>
        {
            for (int given = 0; given < takers; given += step)
                Explore.RequireOk(semaphore.Release((uint)step, shared.Sleeper));
        });
        for (int i = 0; i < takers; i++)
            world.Add($"taker {i}", () => Explore.RequireOk(shared.Block(semaphore)));
        world.Check = () => Explore.Require(semaphore.Count == 0, "as many taken as given");
        return world;
    }

    /// <summary>A value of two words, the second the complement of the first.</summary>
    private static World Latest(int writes, bool mortal, Mutation? mutation = null)
    {
        PrimitiveWorld shared = new(mutation, mortal);
        World world = shared.World;
        SeqLockOperation<ExploredMemory>.Initialise(shared.SeqLock, 16, new ExploredOwners(0));
        SeqLockOperation<ExploredMemory> value = new(shared.SeqLock, 16, shared.Sleeper);
        world.Add("writer", () => WriteAll(value, 0, 1, writes), entry: 0, mortal: mortal);
        if (mortal)
            world.Add("second writer", () => WriteAll(value, 1, 100, 1), entry: 1);
        world.Add("reader", () =>
        {
            ulong* words = stackalloc ulong[2];
            ulong version = 0;
            ulong last = mortal ? 100 : (ulong)writes;
            do
            {
                ulong before = version;
                World.BeginAttempt();
                Explore.RequireOk(value.Read((byte*)words, version, out version, ShmConstants.Infinite, announces: true, spins: 0));
                Explore.Require(words[1] == ~words[0], "a whole value");
                Explore.Require(version > before, "newer than before");
            }
            while (words[0] != last);
        }, entry: 2, daemon: mortal);
        return world;
    }

    private static void WriteAll(SeqLockOperation<ExploredMemory> value, int entry, ulong first, int count)
    {
        ulong* words = stackalloc ulong[2];
        for (ulong i = first; i < first + (ulong)count; i++)
        {
            words[0] = i;
            words[1] = ~i;
            World.BeginAttempt();
            Explore.RequireOk(value.Write((byte*)words, ShmConstants.Infinite, new ExploredOwners(entry), spins: 0));
        }
    }
}
