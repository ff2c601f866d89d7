using ShmNative.Channels;

namespace ShmNative.BenchContender;

/// <summary>Streams to role 0 from one sender or several, and from role 0 to all others.</summary>
internal sealed class Streams(Job job) : Measurement(job)
{
    private ulong[] _numbers = [];
    private int _open;

    public override void Run()
    {
        switch (Job.Measure, Job.Role)
        {
            case ("fan-out", 0): Publish(); break;
            case ("fan-out", _): Subscribe(); break;
            case (_, 0): Gather(); break;
            default: Produce(); break;
        }
    }

    private void Gather()
    {
        using ShmReceiver receiver = HostReceiver(0);
        Runner.Ready();
        _numbers = new ulong[Job.Parties + 1];
        _open = Job.Parties;
        Next(receiver);
        long warm = 0, measured = 0;
        long first = Now(), warmUntil = first + (Job.Millis * 100_000);
        for (; _open > 0 && Now() < warmUntil; warm++)
            Next(receiver);
        long start = Now();
        for (; _open > 0; measured++)
            Next(receiver);
        if (measured == 0)
            (measured, start) = (warm, first); // all of it came while warming up
        double seconds = (Now() - start) / 1e9;
        Runner.Say(warm + measured, ("rate", measured / seconds));
    }

    private void Next(ShmReceiver receiver)
    {
        Get(receiver);
        ulong word = FirstWord, sender = word >> 48;
        if (sender < 1 || sender >= (ulong)_numbers.Length)
            throw new WrongMessageException(word);
        bool last = (word & EndOfStream) == EndOfStream;
        Verify(last ? word : (sender << 48) | ++_numbers[sender]);
        if (last)
            _open--;
    }

    private void Produce()
    {
        using ShmSender sender = OpenSender(0);
        Runner.Ready();
        ulong me = (ulong)Job.Role << 48, number = 0;
        for (Deadline deadline = new(Job); !deadline.IsOver(number);)
        {
            Fill(me | ++number);
            Put(sender);
        }

        Fill(me | EndOfStream);
        Put(sender);
        Runner.Say(0, ("sent", number));
    }

    private void Publish()
    {
        using ShmSender sender = OpenSender(0);
        Runner.Ready();
        ulong number = 0;
        for (long until = Now() + (Job.Millis * 100_000); Now() < until;)
        {
            Fill(++number);
            Put(sender);
        }

        ulong warm = number;
        long start = Now();
        for (Deadline deadline = new(Job); !deadline.IsOver(number);)
        {
            Fill(++number);
            Put(sender);
        }

        double nanoseconds = Now() - start;
        Fill(Stop);
        Put(sender);
        Runner.Say(0, ("p50", nanoseconds / (number - warm)));
    }

    private void Subscribe()
    {
        using ShmReceiver receiver = OpenReceiver(0);
        Runner.Ready();
        ulong number = 0;
        for (Get(receiver); FirstWord != Stop; Get(receiver))
            Verify(++number);
        Runner.Say((long)number);
    }
}
