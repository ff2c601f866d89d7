using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.BenchContender;

/// <summary>
/// What all measures share: the ends, the payload and its check, the samples. The measures themselves are those of
/// native-tests/bench, in the same order of steps.
/// </summary>
internal abstract class Measurement(Job job)
{
    /// <summary>The number of the last message.</summary>
    protected const ulong Stop = ulong.MaxValue;

    /// <summary>A number of a stream: who sends, and in so many bits how much it has sent; all ones there say that it ends.</summary>
    protected const int CounterBits = 48;

    /// <inheritdoc cref="CounterBits"/>
    protected const ulong EndOfStream = (1UL << CounterBits) - 1;

    private static readonly EndpointOptions s_patient = new() { Wait = TimeSpan.FromSeconds(5), WaitForPeer = true };

    private uint[] _samples = [];
    private int _taken;
    private uint _looks;

    protected Job Job { get; } = job;

    protected byte[] Outgoing { get; } = new byte[job.Size];

    protected byte[] Incoming { get; } = new byte[job.Size];

    public abstract void Run();

    protected ShmSender OpenSender(int channel) => ShmTopic.OpenPublisher(Job.Channel(channel), new()
    {
        Slots = Job.Slots,
        Capacity = Job.Size,
        Concurrent = Job.Measure == "publishers" && Job.Parties > 1,
    }, s_patient);

    protected ShmReceiver OpenReceiver(int channel) => ShmTopic.OpenSubscriber(Job.Channel(channel), s_patient);

    /// <summary>A subscriber that is there before any publisher: topics are created by publishers, so one comes and goes.</summary>
    protected ShmReceiver HostReceiver(int channel)
    {
        using ShmSender creator = OpenSender(channel);
        return OpenReceiver(channel);
    }

    protected static long Now() => Stopwatch.GetTimestamp(); // nanoseconds of CLOCK_MONOTONIC, on Linux

    protected bool Spoils(ulong number) => Job.Corrupt && number == 2;

    /// <summary>Every word is the message's number, so a lost, old, torn or misplaced word is seen.</summary>
    protected void Fill(ulong number)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(Outgoing.AsSpan());
        words.Fill(number);
        if (Spoils(number & EndOfStream))
            words[words.Length / 2] ^= 1UL << 40;
    }

    protected ulong FirstWord => MemoryMarshal.Read<ulong>(Incoming);

    protected void Verify(ulong number)
    {
        if (MemoryMarshal.Cast<byte, ulong>(Incoming.AsSpan()).ContainsAnyExcept(number))
            throw new WrongMessageException(number);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Put(ShmSender sender)
    {
        ShmStatus status;
        while ((status = sender.TrySend(Outgoing)) != ShmStatus.Ok)
            Again(status, ShmStatus.Full);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Get(ShmReceiver receiver)
    {
        ShmStatus status;
        while ((status = receiver.TryReceive(Incoming, out _)) != ShmStatus.Ok)
            Again(status, ShmStatus.Empty);
    }

    /// <summary>After a look that found nothing: more processes than cores give the core away now and then.</summary>
    protected void Again(ShmStatus status, ShmStatus expected)
    {
        if (status != expected)
            throw new InvalidOperationException($"status {status}");
        if (Job.Crowded && ++_looks % 32 == 0)
            _ = Kernel.Yield();
    }

    /// <summary>Samples of a step, after a tenth of the time to warm up.</summary>
    /// <returns>The number of the last step.</returns>
    protected ulong Repeat(Func<ulong, long> step)
    {
        _samples = new uint[Job.Count];
        ulong number = 0;
        long start = Now(), warm = start + (Job.Millis * 100_000), until = start + (Job.Millis * 1_100_000);
        do
        {
            step(++number);
        }
        while (Now() < warm);
        do
        {
            Sample(step(++number));
        }
        while (_taken < _samples.Length && Now() < until);
        return number;
    }

    protected void Sample(long nanoseconds)
    {
        if (_taken == _samples.Length)
            Array.Resize(ref _samples, Math.Max(1024, 2 * _taken));
        _samples[_taken++] = (uint)Math.Min(nanoseconds, uint.MaxValue);
    }

    /// <summary>Says nearest-rank percentiles of samples that each stand for so many operations.</summary>
    protected void SayPercentiles(long looked, double operations = 1)
    {
        if (_taken == 0)
            throw new InvalidOperationException("no sample was taken");
        Array.Sort(_samples, 0, _taken);
        double At(double quantile) => _samples[(int)(quantile * (_taken - 1))] / operations;
        Runner.Say(looked, ("p50", At(0.5)), ("p99", At(0.99)), ("p999", At(0.999)));
    }

    /// <summary>When a sender stops: after so long, or so many messages.</summary>
    protected readonly struct Deadline(Job job)
    {
        private const ulong Least = 10; // also on a machine that is busy with something else

        private readonly long _until = Now() + (job.Millis * 1_000_000);
        private readonly ulong _step = job.Size > 4096 || job.Crowded ? 1u : 64;

        public bool IsOver(ulong number) => IsOver(number, _step);

        public bool IsOver(ulong number, ulong step) => number >= Least && number % step == 0 && ((job.Count != 0 && number >= (ulong)job.Count) || Now() >= _until);
    }
}
