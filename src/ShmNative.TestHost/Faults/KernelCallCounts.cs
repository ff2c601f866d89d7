using System.Globalization;
using ShmNative.Channels;
using ShmNative.Linux;
using ShmNative.Segments;

namespace ShmNative.TestHost.Faults;

/// <summary>How many calls to the kernel it takes to join or create, when there are few others, and when there are many.</summary>
internal static class KernelCallCounts
{
    /// <summary>A few first: what is done once in a process is no part of it.</summary>
    private const int Warm = 3;

    /// <summary>join|create ADDRESS COUNT: the calls of the first and of the last of so many; a creation's address gets a number.</summary>
    public static int Run(string[] args)
    {
        int count = int.Parse(args[2], CultureInfo.InvariantCulture);
        Stack<IDisposable> all = new();
        if (args[0] == "join")
            all.Push(ShmTopic.OpenPublisher(args[1], new() { Participants = count + 1, Slots = 2, Capacity = 16 }));
        long first = 0, last = 0;
        for (int i = 0; i < count; i++)
        {
            long before = FaultPoint.Calls;
            all.Push(args[0] == "join" ? ShmTopic.OpenSubscriber(args[1]) : Segment.Create(SegmentAddress.Parse($"{args[1]}{i}"), 64));
            last = FaultPoint.Calls - before;
            first = i == Warm ? last : first;
        }

        while (all.TryPop(out IDisposable? one))
            one.Dispose();
        Console.WriteLine($"first={first} last={last}");
        return 0;
    }
}
