using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Liveness;

/// <summary>Joining and creating cost the same calls to the kernel, however many participants and segments there are.</summary>
[NonParallelizable] // what others leave in /dev/shm is looked at
public sealed class KernelCallTests : ChannelFixture
{
    private const int Few = 400;
    private static readonly string s_host = Path.Combine(Checkout.Root, "out/test-bin/faults/ShmNative.TestHost");

    [TestCase("posix")]
    [TestCase("sysv")]
    public void TheLastOfManyJoinsWithAsManyCallsAsTheFirst(string backend)
    {
        (long first, long last) = Count("join", AddressOn(backend), Few);
        Assert.That(last, Is.EqualTo(first).And.GreaterThan(5));
    }

    [Test]
    public void AllEntriesOfTheLargestTopicCanBeTaken()
    {
        if (LimitOfFiles() < 8192)
            Assert.Ignore("this process may not open 8,192 files");
        (long first, long last) = Count("join", AddressOn("posix"), 4094);
        Assert.That(last, Is.EqualTo(first));
    }

    [Test]
    public void ASegmentIsCreatedWithAsFewCallsBesideManyOthers()
    {
        (_, long alone) = Count("create", $"posix:/{Name}-", 12);
        (_, long besideMany) = Count("create", $"posix:/{Name}-", Few);

        // A few of the newest records are looked into, which may be those of the others.
        Assert.That(besideMany, Is.LessThanOrEqualTo(alone + 8), $"alone it takes {alone}");
    }

    private static (long First, long Last) Count(string what, string address, int count)
    {
        Assert.That(s_host, Does.Exist, "build it with: ./build.sh test");
        string line = Commands.Run("sh", "-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$@\"", "sh", s_host, "kernel-calls", what, address, $"{count}");
        return (ChannelPeer.Number(line, "first"), ChannelPeer.Number(line, "last"));
    }

    private static long LimitOfFiles() =>
        long.TryParse(Commands.Run("sh", "-c", "ulimit -Hn"), out long limit) ? limit : long.MaxValue; // "unlimited"
}
