using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>What the kernel refuses or asks of users that are not root, such as the read bit for attaching.</summary>
[TestFixtureSource(nameof(EachAddress))]
public sealed class UnprivilegedTests(SegmentAddress address) : SegmentFixture
{
    [Test]
    public void HiddenSegmentIsCreatedAndPublished()
    {
        using TestHostProcess server = TestHostProcess.StartAsNobody("segment-create", address.ToString(), "64", "hidden", "mode=640");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        using (TestHostProcess early = TestHostProcess.StartAsNobody("segment-open", address.ToString()))
            Assert.That(early.Finish().Output, Does.StartWith(address.Backend == SegmentBackend.SysV ? "NotReady" : "NotFound"));
        server.WriteLine("publish");
        Assert.That(server.ReadLine(), Is.EqualTo("publish"));
        Assert.That(Segment.Stat(address).Mode, Is.EqualTo(0x1a0));
        using (TestHostProcess client = TestHostProcess.StartAsNobody("segment-open", address.ToString(), "writable"))
            Assert.That(client.ReadLine(), Is.EqualTo("opened 170"));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void OpenersNeverSeeItHalfWritten()
    {
        using TestHostProcess opener = TestHostProcess.StartAsNobody("segment-hammer", address.ToString(), "20");
        Task<(int ExitCode, string Output)> end = Task.Run(opener.Finish);
        using TestHostProcess server = TestHostProcess.StartAsNobody("segment-cycle", address.ToString(), "262144");
        Assert.That(server.ReadLine(), Is.EqualTo("published")); // otherwise the opener would wait for ever
        Assert.That(end.Result.Output, Is.EqualTo("torn 0\n"));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void ReadOnlySegmentStillIsItsCreatorsToWrite()
    {
        using TestHostProcess server = TestHostProcess.StartAsNobody("segment-create", address.ToString(), "64", "mode=444");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        using (TestHostProcess client = TestHostProcess.StartAsNobody("segment-open", address.ToString()))
            Assert.That(client.ReadLine(), Is.EqualTo("opened 170"));
        using (TestHostProcess writer = TestHostProcess.StartAsNobody("segment-open", address.ToString(), "writable"))
            Assert.That(writer.Finish().Output, Does.StartWith("-13: ").And.Contain("for writing"));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void KilledServersSegmentIsReclaimed()
    {
        using (TestHostProcess server = TestHostProcess.StartAsNobody("segment-create", address.ToString(), "64", "hidden"))
        {
            Assert.That(server.ReadLine(), Does.StartWith("created"));
            server.WriteLine("publish");
            Assert.That(server.ReadLine(), Is.EqualTo("publish"));
            server.Kill();
        }
        using TestHostProcess next = TestHostProcess.StartAsNobody("segment-create", address.ToString(), "64");
        Assert.That(next.ReadLine(), Does.StartWith("created").And.Contain("reclaimed"));
        Assert.That(next.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void OthersSegmentIsSeenButNotTouched()
    {
        TestHostProcess.RequireRoot();
        using Segment server = Segment.Create(address, 64, new() { Keep = true });
        string looked = Output("segment-stat");
        Assert.That(looked, Does.Contain($"id={server.Info().Id} size=64 mode=600 owner=0 "));
        Assert.That(Output("segment-open"), Does.StartWith("-13: ").And.Contain("for reading"));
        Assert.That(Output("segment-create", "64"), Does.StartWith("AlreadyExists").And.Contain("owner root"));
        Assert.That(Output("segment-remove"), Does.StartWith("-1: "));
        server.Dispose();
        Assert.That(Output("segment-create", "64", "replace"), Does.Match("^-1: .*owner root"));
        Assert.That(Segment.Stat(address).Mode, Is.EqualTo(0x180));
        Segment.Remove(address);

        string Output(string verb, params string[] arguments)
        {
            using TestHostProcess process = TestHostProcess.StartAsNobody([verb, address.ToString(), .. arguments]);
            return process.Finish().Output;
        }
    }

    [Test]
    public void RecordOfAnotherUserMakesNothingReclaimable()
    {
        TestHostProcess.RequireRoot();
        // The kept segment is root's; what nobody claims about it must not count.
        Segment.Create(address, 64, new() { Keep = true }).Dispose();
        _ = LeaveKilledServer(SecondAddress);
        string forged = Records().Single();
        string text = File.ReadAllText(forged);
        string name = address.Backend == SegmentBackend.SysV
            ? $"/dev/shm/shmnative.owner.sysv-{Commands.Run("stat", "-Lc", "%i", "/proc/self/ns/ipc").Trim()}-{Segment.Stat(address).Id}"
            : $"/dev/shm/shmnative.owner.file-{Segment.Stat(address).Device}-{Segment.Stat(address).Id}";
        string[] lines = text.Split('\n');
        lines[1] = address.Backend == SegmentBackend.SysV
            ? $"key={Segment.Stat(address).Key:x8} creator=0 pid={Environment.ProcessId}"
            : $"born={Commands.Run("stat", "-c", "%.9W", address.Path).Trim()}";
        lines[5] = address.ToString();
        File.WriteAllLines(name, lines);
        Assert.That(Segment.Stat(address).Abandoned, Is.EqualTo(1), "the forgery would work if it were root's");
        Commands.Run("chown", "nobody", name);
        Assert.That(Segment.Stat(address).Abandoned, Is.Zero);
        Assert.That(() => Segment.Create(address, 64), Refuses(ShmStatus.AlreadyExists));
        Segment.Remove(address);
        Segment.Remove(SecondAddress);
        File.Delete(name);
    }
}
