using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.BenchContender;

/// <summary>One message after the other: round trips by copy and in place, and a receiver that sleeps.</summary>
internal sealed class Answers(Job job) : Measurement(job)
{
    public override void Run()
    {
        switch (Job.Measure, Job.Role)
        {
            case ("wake", 0): Nudge(); break;
            case ("wake", _): Sleep(); break;
            case (_, 0): Ask(); break;
            default: Answer(); break;
        }
    }

    private void Ask()
    {
        using ShmSender there = OpenSender(0);
        using ShmReceiver back = HostReceiver(1);
        Runner.Ready();
        ulong number;
        if (Job.Measure == "in-place")
        {
            number = Repeat(i =>
            {
                long before = Now();
                Stamp(there, i);
                LookAt(back, i);
                return Now() - before;
            });
            Stamp(there, Stop);
        }
        else
        {
            number = Repeat(i =>
            {
                Fill(i);
                long before = Now();
                Put(there);
                Get(back);
                long after = Now();
                Verify(i);
                return after - before;
            });
            Fill(Stop);
            Put(there);
        }

        SayPercentiles((long)number);
    }

    // The answer is sent before the message is checked: the check is not on the way that is measured.
    private void Answer()
    {
        using ShmReceiver there = OpenReceiver(0);
        using ShmSender back = OpenSender(1);
        Runner.Ready();
        ulong number = 0;
        if (Job.Measure == "in-place")
        {
            while (LookAt(there, number + 1))
                Stamp(back, ++number);
        }
        else
        {
            for (Get(there); FirstWord != Stop; Get(there))
            {
                Echo(back);
                Verify(++number);
            }
        }

        Runner.Say((long)number);
    }

    private void Echo(ShmSender sender)
    {
        ShmStatus status;
        while ((status = sender.TrySend(Incoming)) != ShmStatus.Ok)
            Again(status, ShmStatus.Full);
    }

    private void Stamp(ShmSender sender, ulong number)
    {
        ShmStatus status;
        ShmSender.Claim claim;
        while ((status = sender.TryClaim(out claim)) != ShmStatus.Ok)
            Again(status, ShmStatus.Full);
        Span<byte> bytes = claim.Bytes[..Job.Size];
        MemoryMarshal.Write(bytes, number);
        MemoryMarshal.Write(bytes[^sizeof(ulong)..], Job.Role == 0 && Spoils(number) ? number ^ 1 : number);
        claim.Commit(Job.Size);
    }

    private bool LookAt(ShmReceiver receiver, ulong number)
    {
        ShmStatus status;
        ShmReceiver.Message message;
        while ((status = receiver.TryTake(out message)) != ShmStatus.Ok)
            Again(status, ShmStatus.Empty);
        ReadOnlySpan<byte> bytes = message.Bytes;
        ulong first = MemoryMarshal.Read<ulong>(bytes), last = MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..]);
        message.Dispose();
        if (first != last || (first != number && first != Stop))
            throw new WrongMessageException(number);
        return first != Stop;
    }

    private void Nudge()
    {
        using ShmSender sender = OpenSender(0);
        Runner.Ready();
        ulong sent = 0;
        for (Deadline deadline = new(Job); !deadline.IsOver(sent, 1); sent++)
        {
            _ = Kernel.Sleep(Job.Gap);
            Fill((ulong)Now());
            if (Spoils(sent))
                Outgoing[Job.Size / 2] ^= 1;
            Put(sender);
        }

        Fill(Stop);
        Put(sender);
        Runner.Say(0, ("sent", sent));
    }

    private void Sleep()
    {
        using ShmReceiver receiver = OpenReceiver(0);
        Runner.Ready();
        long number = 0;
        while (true)
        {
            ShmStatus status = receiver.TryReceive(Incoming, out _, Timeout.InfiniteTimeSpan);
            long after = Now();
            if (status != ShmStatus.Ok)
                throw new InvalidOperationException($"status {status}");
            if (FirstWord == Stop)
                break;
            Verify(FirstWord); // the message's number is the time at which it was sent
            Sample(after - (long)FirstWord);
            number++;
        }

        SayPercentiles(number);
    }
}
