using System.Globalization;
using ShmNative.Channels;
using ShmNative.TestHost;

namespace ShmNative.Tests.Channels;

/// <summary>Whatever runs out, it is said when a channel is created or attached, nothing is left behind, and nobody gets SIGBUS later.</summary>
public sealed class ScarcityTests : ChannelFixture
{
    private const string Unshared = "exec unshare -i sh -c 'LIMIT; exec dotnet \"$@\"' sh \"$@\"";

    [TestCase("publisher", "", 100, "NotEnoughMemory")]
    [TestCase("publisher", "observable", 100, "NotEnoughMemory")]
    [TestCase("producer", "", 100, "NotEnoughMemory")]
    [TestCase("writer", "slots=64", 4, "NotEnoughMemory")]
    public void FullFileSystem(string role, string options, int pages, string status)
    {
        TestHostProcess.RequireRoot();
        using ChannelPeer peer = ChannelPeer.After($"mount -t tmpfs -o size={pages * 4096} tmpfs /dev/shm");
        Assert.That(peer.Do($"open p {role} full capacity=4000 {options}"), Does.StartWith(status));
        Assert.That(SharedFilesOf(peer), Is.Empty);
        peer.Open(role, "fits", "slots=2 capacity=40 participants=2");
        peer.Finish();
    }

    /// <summary>The channel itself fits; its locks do not any more.</summary>
    [Test]
    public void FullFileSystemAfterTheFirstFile()
    {
        TestHostProcess.RequireRoot();
        // Header, participants and slots: a page each; and not one more.
        using ChannelPeer peer = ChannelPeer.After("mount -t tmpfs -o size=12288 tmpfs /dev/shm");
        Assert.That(peer.Do("open p publisher full slots=2 capacity=2032 participants=2 observable"), Does.StartWith("NotEnoughMemory"));
        Assert.That(SharedFilesOf(peer), Is.Empty);
        peer.Open("publisher", "fits", "slots=2 capacity=2032 participants=2");
        peer.Finish();
    }

    [Test]
    public void NoInodes()
    {
        TestHostProcess.RequireRoot();
        using ChannelPeer peer = ChannelPeer.After("mount -t tmpfs -o nr_inodes=2 tmpfs /dev/shm");
        Assert.That(peer.Do("open p publisher full observable"), Does.StartWith("-28: "), "ENOSPC");
        Assert.That(SharedFilesOf(peer), Is.Empty);
        peer.Open("publisher", "fits");
        peer.Finish();
    }

    [TestCase("posix")]
    [TestCase("sysv")]
    public void NoAddressSpace(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender publisher = ShmTopic.OpenPublisher(address, new() { Slots = 64, Capacity = 1 << 18 });
        using ChannelPeer peer = new();
        long pages = long.Parse(File.ReadAllText($"/proc/{peer.Pid}/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        Limit(peer, "as", $"{(pages + 1024) * 4096}");
        Assert.That(peer.Do($"open s subscriber {address}"), Does.StartWith("-12: "), "ENOMEM");
        Assert.That(peer.Do($"open p publisher {Name}-own slots=64 capacity=262144"), Does.StartWith("-12: ").Or.StartWith("NotEnoughMemory"));
        Limit(peer, "as", "unlimited");
        peer.Open("subscriber", address);
        peer.Finish();
    }

    [TestCase("posix")]
    [TestCase("file")]
    [TestCase("sysv")]
    public void NoDescriptors(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender publisher = ShmTopic.OpenPublisher(address, new() { Observable = true });
        using ChannelPeer peer = new();
        peer.Open("publisher", $"{Name}-warm-up");
        peer.Do("close publisher");
        HashSet<int> used = [.. Directory.GetFiles($"/proc/{peer.Pid}/fd").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        int[] free = [.. Enumerable.Range(0, 1000).Where(number => !used.Contains(number))];
        for (int left = 0; left < 4; left++)
        {
            Limit(peer, "nofile", $"{free[left]}"); // so many more can be opened
            string attached = peer.Do($"open s subscriber {address}");
            string created = peer.Do($"open p{left} publisher {Name}-own");
            Assert.That(attached, Is.EqualTo("opened").Or.StartsWith("-24: ").Or.StartsWith("InUse: "), "EMFILE");
            Assert.That(created, Is.EqualTo("opened").Or.StartsWith("-24: "));
            Assert.That(left > 0 || (attached != "opened" && created != "opened"), Is.True);
            if (attached == "opened")
                peer.Do("close s");
            if (created == "opened")
                peer.Do($"close p{left}");
            Assert.That(File.Exists($"/dev/shm/{Name}-own"), Is.False);
        }

        Limit(peer, "nofile", "1024");
        peer.Open("subscriber", address);
        peer.Finish();
    }

    /// <summary>The kernel would end the process by a signal.</summary>
    [Test]
    public void FilesMayNotBeAsLarge()
    {
        using ChannelPeer peer = new();
        Limit(peer, "fsize", "100000");
        Assert.That(peer.Do($"open p publisher {Name}"), Does.StartWith("InvalidSize: ").And.Contain("ulimit -f"));
        peer.Open("publisher", Name, "slots=4");
        peer.Finish();
    }

    [TestCase("echo 0 > /proc/sys/kernel/shmmni")]
    [TestCase("echo 1 > /proc/sys/kernel/shmall")]
    [TestCase("echo 4096 > /proc/sys/kernel/shmmax")]
    public void NoSystemVSegments(string limit)
    {
        TestHostProcess.RequireRoot();
        TestHostProcess.RequireCommand("unshare", "-i", "sh", "-ec", limit); // not where /proc/sys is read-only
        using ChannelPeer peer = ChannelPeer.After("mount -t tmpfs tmpfs /dev/shm\n" + Unshared.Replace("LIMIT", limit, StringComparison.Ordinal));
        Assert.That(peer.Do($"open p publisher sysv:0x{OwnAddresses.Key(0):x}"), Does.StartWith("-28: ").Or.StartsWith("InvalidSize: "));
        Assert.That(SharedFilesOf(peer), Is.Empty);
        peer.Finish();
    }

    [Test]
    public void DirectoryThatMayNotBeWritten()
    {
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        string answer = nobody.Do($"open p publisher file:/etc/{Name}");
        Assert.That(answer, Does.StartWith("-13: "));
        nobody.Finish();
    }

    private static void Limit(ChannelPeer peer, string resource, string value) => Commands.Run("prlimit", "--pid", $"{peer.Pid}", $"--{resource}={value}:");

    /// <summary>What stands in /dev/shm as the process sees it.</summary>
    private static string[] SharedFilesOf(ChannelPeer peer) =>
        Directory.GetFileSystemEntries(Path.Combine("/proc", $"{peer.Pid}", "root", "dev", "shm")); // as its mount namespace has it
}
