using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Channels.Topics;
using ShmNative.Layout;
using ShmNative.Layout.Channels;
using ShmNative.Layout.Primitives;
using ShmNative.Liveness;
using ShmNative.Memory;
using ShmNative.Primitives;
using ShmNative.Waiting;

namespace ShmNative.Tests.Waiting;

/// <summary>
/// How long a wait asks to sleep. Time passes in sleeps only, and exactly as long as was asked for: so a timeout that overshoots shows, whatever else
/// the machine does.
/// </summary>
public sealed unsafe class TimeoutTests
{
    private const long Millisecond = 1_000_000;

    private static readonly long[] s_timeouts = [1, Millisecond, (20 * Millisecond) + 1, 70 * Millisecond, 3333 * Millisecond];

    [TestCaseSource(nameof(s_timeouts))]
    public void ReceiverSleepsUntilItsTimeoutAndNoLonger(long timeout)
    {
        ChannelGeometry geometry = new() { Kind = ChannelKind.Topic, ParticipantCount = 2, SlotCount = 2, Capacity = 16 };
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)geometry.TotalSize, 4096);
        NativeMemory.Clear(memory, (nuint)geometry.TotalSize);
        try
        {
            ChannelFormat.Initialise(memory, geometry, PayloadType.Bytes);
            ((ChannelHeader*)memory)->State = (uint)ChannelState.Ready;
            ChannelMap map = new(memory, geometry);
            ParticipantTable<ProcessorMemory>.Enter(map, 0, ParticipantRole.Sender);
            ParticipantTable<ProcessorMemory>.Enter(map, 1, ParticipantRole.Receiver);
            ExactSleeper sleeper = new();
            Subscriber<ProcessorMemory> subscriber = new(new EndpointContext(map, 1, new EverybodyLives(), sleeper, Fence: false), history: 0);
            Assert.That(subscriber.AttemptFor(timeout), Is.EqualTo(ShmStatus.Timeout));
            AssertSlept(sleeper, timeout);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [TestCaseSource(nameof(s_timeouts))]
    public void PrimitiveSleepsUntilItsTimeoutAndNoLonger(long timeout)
    {
        EventState state = default;
        ExactSleeper sleeper = new();
        Assert.That(Blocking<ProcessorMemory>.Run(new EventOperation<ProcessorMemory>(&state), timeout, sleeper), Is.EqualTo(ShmStatus.Timeout));
        AssertSlept(sleeper, timeout);
    }

    private static void AssertSlept(ExactSleeper sleeper, long timeout)
    {
        Assert.That(sleeper.Slept, Is.EqualTo(timeout));
        Assert.That(sleeper.Longest, Is.LessThanOrEqualTo(500 * Millisecond), "who wakes others may have died before it did");
        Assert.That(sleeper.Sleeps, Is.LessThanOrEqualTo(20), "slices become longer");
    }

    private sealed class ExactSleeper : Sleeper
    {
        private const long Start = 1234;

        public override long Now => Start + Slept;

        public long Slept { get; private set; }

        public long Longest { get; private set; }

        public int Sleeps { get; private set; }

        public override void FenceOthers()
        {
        }

        public override void Wait(uint* word, uint expected, long nanoseconds)
        {
            Assert.That(*word, Is.EqualTo(expected), "nobody else is there");
            Slept += nanoseconds;
            Longest = Math.Max(Longest, nanoseconds);
            Sleeps++;
        }

        public override void WakeAll(uint* word)
        {
        }
    }

    private sealed class EverybodyLives : ParticipantLocks
    {
        public override bool IsHeld(int index) => true;

        public override bool TryLock(int index) => false;

        public override void Unlock(int index)
        {
        }
    }
}
