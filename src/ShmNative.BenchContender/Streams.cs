using ShmNative.Channels;

namespace ShmNative.BenchContender;

/// <summary>Streams: to role 0 from one sender or several, and from role 0 to all the others.</summary>
internal sealed class Streams(Job job) : Measurement(job)
{
    private ulong[] _counts = [];
    private int _open;

    public override void Run()
    {
        bool fansOut = Job.Measure == "fan-out";
        if (fansOut == (Job.Role == 0))
            Send(fansOut ? 1 : (ulong)Job.Role);
        else
            Receive(fansOut);
    }

    private void Send(ulong me)
    {
        using ShmSender sender = OpenSender(0);
        Runner.Ready();
        me <<= CounterBits;
        ulong count = 0;
        for (Deadline deadline = new(Job); !deadline.IsOver(count);)
        {
            Fill(me | ++count);
            Put(sender);
        }

        Fill(me | EndOfStream);
        Put(sender);
        Runner.Say(0, ("sent", count));
    }

    private void Receive(bool fansOut)
    {
        using ShmReceiver receiver = fansOut ? OpenReceiver(0) : HostReceiver(0);
        Runner.Ready();
        _open = fansOut ? 1 : Job.Parties;
        _counts = new ulong[_open + 1];
        Next(receiver);
        long warm = 0, measured = 0, first = Now(), warmUntil = first + (Job.Millis * 100_000);
        for (; _open > 0 && Now() < warmUntil; warm++)
            Next(receiver);
        long start = Now();
        for (; _open > 0; measured++)
            Next(receiver);
        long looked = 1 + warm + measured;
        if (measured == 0)
            (measured, start) = (warm, first); // all of it came while warming up
        double nanoseconds = Now() - start;
        // What counts of fan-out is when a subscriber has the messages, not when the publisher is rid of them.
        Runner.Say(looked, fansOut ? ("p50", nanoseconds / measured) : ("rate", measured * 1e9 / nanoseconds));
    }

    private void Next(ShmReceiver receiver)
    {
        Get(receiver);
        ulong word = FirstWord, sender = word >> CounterBits;
        if (sender < 1 || sender >= (ulong)_counts.Length)
            throw new WrongMessageException(word);
        bool last = (word & EndOfStream) == EndOfStream;
        Verify(last ? word : (sender << CounterBits) | ++_counts[sender]);
        if (last)
            _open--;
    }
}
