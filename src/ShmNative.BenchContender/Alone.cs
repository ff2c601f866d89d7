using System.Globalization;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.BenchContender;

/// <summary>One process with both ends: a send that nobody waits for, an empty look, attaching, memory.</summary>
internal sealed class Alone(Job job) : Measurement(job)
{
    private const int LooksInASample = 256, SendsInASample = 8;

    public override void Run()
    {
        switch (Job.Measure, Job.Role)
        {
            case ("send", _): Send(); break;
            case ("look", _): Look(); break;
            case ("attach", 0): Host(); break;
            case ("attach", _): Attach(); break;
            default: Memory(); break;
        }
    }

    private void Send()
    {
        using ShmSender sender = OpenSender(0);
        using ShmReceiver receiver = OpenReceiver(0);
        Runner.Ready();
        ulong batches = Repeat(i =>
        {
            Fill(i);
            long before = Now();
            for (int j = 0; j < SendsInASample; j++)
                Put(sender);
            long after = Now();
            for (int j = 0; j < SendsInASample; j++)
            {
                Get(receiver);
                Verify(i);
            }

            return after - before;
        });
        SayPercentiles((long)batches * SendsInASample, SendsInASample);
    }

    private void Look()
    {
        using ShmSender sender = OpenSender(0);
        using ShmReceiver receiver = OpenReceiver(0);
        Runner.Ready();
        Repeat(_ =>
        {
            long before = Now();
            for (int i = 0; i < LooksInASample; i++)
            {
                if (receiver.TryReceive(Incoming, out int _) != ShmStatus.Empty)
                    throw new InvalidOperationException("there was a message that nobody sent");
            }

            return Now() - before;
        });
        CheckOne(sender, receiver);
        SayPercentiles(1, LooksInASample);
    }

    private void Host()
    {
        using ShmSender sender = OpenSender(0);
        Runner.Ready();
        Runner.Say(0);
    }

    private void Attach()
    {
        Runner.Ready();
        Repeat(_ =>
        {
            long before = Now();
            using ShmReceiver receiver = OpenReceiver(0);
            return Now() - before;
        });
        SayPercentiles(0);
    }

    // Resident memory of the process and of /dev/shm, where pages count from the moment that they are reserved.
    private void Memory()
    {
        Runner.Ready();
        List<(ShmSender Sender, ShmReceiver Receiver)> channels = new(Job.Count);
        long before = Resident();
        for (int i = 0; i < Job.Count; i++)
            channels.Add((OpenSender(i), OpenReceiver(i)));
        double bytes = (double)(Resident() - before) / Job.Count;
        foreach ((ShmSender sender, ShmReceiver receiver) in channels)
        {
            CheckOne(sender, receiver);
            receiver.Dispose();
            sender.Dispose();
        }

        Runner.Say(Job.Count, ("p50", bytes));
    }

    private static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        DriveInfo shared = new("/dev/shm");
        return (long.Parse(line.AsSpan(8).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024) + shared.TotalSize - shared.TotalFreeSpace;
    }

    private void CheckOne(ShmSender sender, ShmReceiver receiver)
    {
        Fill(Job.Corrupt ? 2u : 1);
        Put(sender);
        Get(receiver);
        Verify(Job.Corrupt ? 2u : 1);
    }
}

/// <summary>Removes what a killed contender left.</summary>
internal sealed class Cleaning(Job job) : Measurement(job)
{
    public override void Run()
    {
        for (int i = 0; i < Math.Max(Job.Count, 64); i++)
        {
            if (File.Exists($"/dev/shm/{Job.Channel(i)}"))
                ShmTopic.Remove(Job.Channel(i));
        }
    }
}
