using ShmNative.Channels;
using ShmNative.Channels.Storage;
using ShmNative.Layout.Channels;
using ShmNative.Segments;
using ShmNative.Tests.Explorer.Mutants;

namespace ShmNative.Tests.Explorer.Scenarios;

/// <summary>
/// Opening a channel while another one removes its name: who has joined is in the channel that has the name, and stays in it; a clean end leaves no name.
/// </summary>
internal sealed class RemovalExplorations
{
    [TestCase(false)]
    [TestCase(true)]
    public void AJoinerAgainstTheLastToLeaveUnderEverySchedule(bool mortal) => Explore.MustPass(() => Leaving(mortal));

    [TestCase(false)]
    [TestCase(true)]
    public void TwoThatComeAndGoUnderEverySchedule(bool mortal) => Explore.MustPass(() => Coming(mortal, leave: true));

    [TestCase(ChannelState.Ready, false)]
    [TestCase(ChannelState.Ready, true)]
    [TestCase(ChannelState.Retired, false)]
    public void TwoThatClearWhatTheDeadLeftUnderEverySchedule(ChannelState state, bool mortal) =>
        Explore.MustPass(() => Coming(mortal, leave: false, state));

    [TestCase(false)]
    [TestCase(true)]
    public void TwoThatStartAnewWhatTheyMayNotRemove(bool mortal) => Explore.MustPass(() => StartingAnew(mortal), preemptions: 2);

    /// <summary>Somebody takes an entry, and puts something into the channel, before another drops what the dead left.</summary>
    [Test]
    public void FindsAStartInATableThatIsNotLocked() => Explore.MustFail(() => StartingAnew(mutation: new TableNotLocked()), everySchedule: true);

    /// <summary>Between the look at an entry and the removal somebody takes the entry.</summary>
    [Test]
    public void FindsATableThatIsNotLocked() => Explore.MustFail(() => Leaving(mutation: new TableNotLocked()), everySchedule: true);

    /// <summary>Somebody takes an entry that was not looked at.</summary>
    [Test]
    public void FindsATableThatIsLockedInPart() => Explore.MustFail(() => Leaving(mutation: new OnlyUsedEntriesLocked()), everySchedule: true);

    /// <summary>The channel may have been removed between the look at its state and the entry's lock.</summary>
    [Test]
    public void FindsAJoinerThatDoesNotLookAgain() => Explore.MustFail(() => Leaving(mutation: new NotLookedAtAgain()), everySchedule: true);

    /// <summary>One comes and goes, and removes the channel; another joins, and stays if it finds one.</summary>
    internal static World Leaving(bool mortal = false, Mutation? mutation = null)
    {
        World world = new(4096) { Mutation = mutation ?? new() };
        ExploredStore store = new();
        ulong joined = 0;
        world.Add("leaver", () => Join(store, creates: true, out _).Leave(), mortal: mortal);
        world.Add("joiner", () => Join(store, creates: false, out joined), daemon: true);
        world.Check = () =>
        {
            if (joined != 0)
                RequireNamed(world, joined);
        };
        return world;
    }

    /// <summary>Two that may create the channel. If both leave, no name is left.</summary>
    private static World Coming(bool mortal, bool leave, ChannelState? leftover = null)
    {
        World world = new(4096);
        if (leftover is { } state)
            ExploredStore.LeaveBehind(state);
        ExploredStore store = new();
        ulong[] joined = new ulong[2];
        for (int i = 0; i < 2; i++)
        {
            int self = i;
            world.Add(i == 0 ? "one" : "other", () =>
            {
                Membership membership = Join(store, creates: true, out joined[self]);
                if (leave)
                    membership.Leave();
            }, mortal: mortal && i == 0);
        }

        world.Check = () =>
        {
            if (!leave)
                RequireNamed(world, joined[1]);
            if (world.IsDead("one"))
                return;
            if (leave)
                RequireNamed(world, 0);
            else
                Explore.Require(joined[0] == joined[1], "both in one channel");
        };
        return world;
    }

    /// <summary>Two that find what another user's dead left: nothing that one puts there is dropped by the other.</summary>
    private static unsafe World StartingAnew(bool mortal = false, Mutation? mutation = null)
    {
        World world = new(4096) { Mutation = mutation ?? new() };
        ExploredStore.LeaveBehind(ChannelState.Ready);
        ExploredStore store = new() { MayRemove = false };
        ulong[] joined = new ulong[2];
        for (int i = 0; i < 2; i++)
        {
            int self = i;
            world.Add(i == 0 ? "one" : "other", () =>
            {
                _ = Join(store, creates: true, out joined[self]);
                ExploredMemory.StoreRelease(ExploredStore.MarkOf(World.Current, joined[self], self), 1);
            }, mortal: mortal && i == 0);
        }

        world.Check = () =>
        {
            for (int i = world.IsDead("one") ? 1 : 0; i < 2; i++)
            {
                Explore.Require(joined[i] == 1, "all in the channel that was there");
                Explore.Require(*ExploredStore.MarkOf(world, 1, i) == 1, "what a participant put there stays");
            }
        };
        return world;
    }

    private static Membership Join(ExploredStore store, bool creates, out ulong file)
    {
        World.BeginCall();
        World.BeginAttempt();
        Membership membership = ChannelOpener.Open(new()
        {
            Address = SegmentAddress.Parse("posix:/explored"),
            Kind = ChannelKind.Queue,
            Role = ParticipantRole.Receiver,
            Type = PayloadType.Bytes,
            Trust = Trust.Any,
            Geometry = creates ? ExploredStore.Geometry : null,
            Wait = Timeout.InfiniteTimeSpan,
            Store = store,
        });
        file = ((ExploredStore.ExploredFile)membership.Memory).Number;
        World.Running!.Testify(file);
        Explore.Require(ExploredStore.IsNamed(file), "who has joined is found by the name");
        Explore.Require(ExploredStore.IsReady(file), "who has joined is in a channel that was not removed");
        return membership;
    }

    private static unsafe void RequireNamed(World world, ulong file)
    {
        ulong named = *ExploredStore.NameOf(world);
        Explore.Require(named == file, $"the name leads to file {file}, not {named}");
    }
}
