using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>What happens at an address that is taken: left alone, replaced when asked, reclaimed when it is our own dead server's.</summary>
[TestFixtureSource(nameof(EachAddress))]
public sealed class TakeOverTests(SegmentAddress address) : SegmentFixture
{
    private static readonly string s_hidden = OwnFolder + "/record";

    [Test]
    public void LiveServersSegmentIsLeftAlone([Values] bool replace)
    {
        using TestHostProcess server = TestHostProcess.Start("segment-create", address.ToString(), "1024");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        ShmException refusal = Refusal(() => Segment.Create(address, 64, new() { Replace = replace }));
        Assert.That(refusal.Status, Is.EqualTo(replace ? ShmStatus.InUse : ShmStatus.AlreadyExists));
        Assert.That(refusal.Message, Does.Contain(address.ToString()).And.Contain("1024 bytes").And.Contain("owner ")
            .And.Contain($"pid {server.Pid}, which lives").And.Contain("1 attached").And.Contain("inspect with").And.Not.Contain("\n"));
        using Segment client = Segment.Open(address);
        Assert.That(client.Read<byte>(1023), Is.EqualTo(0xaa));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void KilledServersSegmentIsReclaimedAndSaid()
    {
        int pid = LeaveKilledServer(address);
        SegmentInfo info = Segment.Stat(address);
        Assert.That((info.Abandoned, info.CreatorPid, info.Attached), Is.EqualTo((1u, pid, 0ul)));
        using Segment server = Segment.Create(address, 64);
        Assert.That(server.Notice, Does.Contain("reclaimed").And.Contain($"{info.Id}").And.Contain($"pid {pid}"));
        Assert.That(server.Size, Is.EqualTo(64));
        Assert.That(server.AsSpan().IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        Assert.That(server.Info().Abandoned, Is.Zero);
        Assert.That(Records(), Has.Length.EqualTo(1));
    }

    [Test]
    public void KilledServersSegmentInUseIsLeftAlone([Values] bool replace)
    {
        using TestHostProcess server = TestHostProcess.Start("segment-create", address.ToString(), "1024");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        using TestHostProcess client = TestHostProcess.Start("segment-open", address.ToString());
        Assert.That(client.ReadLine(), Is.EqualTo("opened 170"));
        server.Kill();
        ShmException refusal = Refusal(() => Segment.Create(address, 64, new() { Replace = replace }));
        Assert.That(refusal.Status, Is.EqualTo(ShmStatus.InUse));
        Assert.That(refusal.Message, Does.Contain($"pid {client.Pid}"));
        using (Segment reader = Segment.Open(address))
            Assert.That(reader.Read<byte>(0), Is.EqualTo(0xaa));
        Assert.That(client.Finish().ExitCode, Is.Zero);
        using Segment next = Segment.Create(address, 64);
        Assert.That(next.Notice, Does.Contain("reclaimed"));
    }

    [Test]
    public void ClientIsToldThatItsServerIsGone()
    {
        using TestHostProcess server = TestHostProcess.Start("segment-create", address.ToString(), "1024");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        using (Segment client = Segment.Open(address))
        {
            Assert.That(client.Info().Abandoned, Is.Zero);
            server.Kill();
            Assert.That(client.Info().Abandoned, Is.EqualTo(1));
        }

        Segment.Create(address, 64).Dispose();
    }

    [Test]
    public void KeptSegmentIsReplacedOnlyWhenAsked([Values] bool killed)
    {
        if (killed)
            _ = LeaveKilledServer(address, "keep");
        else
            Segment.Create(address, 1024, new() { Keep = true }).Dispose();
        Assert.That(Segment.Stat(address).Abandoned, Is.Zero);
        ShmException refusal = Refusal(() => Segment.Create(address, 64));
        Assert.That(refusal.Status, Is.EqualTo(ShmStatus.AlreadyExists));
        Assert.That(refusal.Message, Does.Contain("0 attached").And.Contain("remove with").And.Contain("--replace"));
        using Segment server = Segment.Create(address, 64, new() { Replace = true });
        Assert.That(server.Notice, Does.Contain("replaced"));
        Assert.That(server.Size, Is.EqualTo(64));
        Assert.That(Records(), Has.Length.EqualTo(1));
    }

    [Test]
    public void RefusedTakeOverForLackOfMemoryChangesNothing()
    {
        _ = LeaveKilledServer(address);
        Assert.That(() => Segment.Create(address, 1L << 50), Refuses(ShmStatus.NotEnoughMemory));
        using (Segment client = Segment.Open(address))
            Assert.That(client.Read<byte>(0), Is.EqualTo(0xaa));
        Assert.That(Segment.Stat(address).Abandoned, Is.EqualTo(1));
        Segment.Create(address, 64).Dispose();
    }

    [Test]
    public void RemoveTakesTheDeadServersRecordWithIt()
    {
        _ = LeaveKilledServer(address);
        Assert.That(Records(), Has.Length.EqualTo(1));
        Segment.Remove(address);
        Assert.That(Records(), Is.Empty);
    }

    [Test]
    public void RecordWhoseSegmentIsGoneIsRemovedByTheNextCreation()
    {
        _ = LeaveKilledServer(address);
        SegmentInfo info = Segment.Stat(address);
        Assert.That(Records(), Has.Length.EqualTo(1));
        RemoveBehindOurBack(info);
        using Segment other = Segment.Create(SecondAddress, 64);
        Assert.That(Records(), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllText(Records()[0]), Does.Contain(other.Address.ToString()));
    }

    [TestCase("corrupt")]
    [TestCase("empty")]
    [TestCase("other segment")]
    [TestCase("other user")]
    [TestCase("symbolic link")]
    [TestCase("directory")]
    public void RecordThatCannotBeBelievedDoesNotMakeItOurs(string fault)
    {
        _ = LeaveKilledServer(address);
        string record = Records().Single();
        Spoil(record, fault);
        Assert.That(Segment.Stat(address).Abandoned, Is.Zero);
        Assert.That(() => Segment.Create(address, 64), Refuses(ShmStatus.AlreadyExists));
        using (Segment client = Segment.Open(address))
            Assert.That(client.Read<byte>(0), Is.EqualTo(0xaa));
        Segment.Remove(address);
        if (Directory.Exists(record) && fault == "directory")
            Directory.Delete(record);
        else
            File.Delete(record);
        File.Delete(s_hidden);
    }

    [Test]
    public void OfSeveralCreatorsExactlyOneWins([Values(0, 1)] int leftovers)
    {
        TestHostProcess[] creators = [.. Enumerable.Range(0, 4).Select(_ => TestHostProcess.Start("segment-contend", address.ToString(), "64"))];
        try
        {
            foreach (TestHostProcess creator in creators)
                Assert.That(creator.ReadLine(), Is.EqualTo("ready"));
            for (int round = 0; round < (leftovers == 0 ? 8 : 2); round++)
            {
                if (leftovers > 0)
                    _ = LeaveKilledServer(address);
                Array.ForEach(creators, creator => creator.WriteLine("go"));
                string[] results = [.. creators.Select(creator => creator.ReadLine())];
                Assert.That(results.Order(), Is.EqualTo(new[] { "AlreadyExists", "AlreadyExists", "AlreadyExists", "won" }));
                using (Segment client = Segment.Open(address))
                    Assert.That(client.Size, Is.EqualTo(64));
                Array.ForEach(creators, creator => creator.WriteLine("close"));
                Assert.That(creators.Select(creator => creator.ReadLine()), Is.All.EqualTo("closed"));
            }
            Assert.That(creators.Select(creator => creator.Finish().ExitCode), Is.All.Zero);
        }
        finally
        {
            Array.ForEach(creators, creator => creator.Dispose());
        }
    }

    [Test]
    public void OfSeveralReplacersExactlyOneWins()
    {
        string[] arguments = ["segment-contend", address.ToString(), "64", "replace"];
        TestHostProcess[] creators = [.. Enumerable.Range(0, 4).Select(_ => TestHostProcess.Start(arguments))];
        try
        {
            foreach (TestHostProcess creator in creators)
                Assert.That(creator.ReadLine(), Is.EqualTo("ready"));
            for (int round = 0; round < 8; round++)
            {
                Segment.Create(address, 32, new() { Keep = true }).Dispose();
                Array.ForEach(creators, creator => creator.WriteLine("go"));
                string[] results = [.. creators.Select(creator => creator.ReadLine())];
                Assert.That(results.Count(result => result == "won"), Is.EqualTo(1), string.Join(", ", results));
                Assert.That(results.Where(result => result != "won"), Is.All.EqualTo("InUse").Or.EqualTo("AlreadyExists"));
                using (Segment client = Segment.Open(address))
                    Assert.That(client.Size, Is.EqualTo(64));
                Array.ForEach(creators, creator => creator.WriteLine("close"));
                Assert.That(creators.Select(creator => creator.ReadLine()), Is.All.EqualTo("closed"));
            }
            Assert.That(creators.Select(creator => creator.Finish().ExitCode), Is.All.Zero);
        }
        finally
        {
            Array.ForEach(creators, creator => creator.Dispose());
        }
    }

    private void RemoveBehindOurBack(in SegmentInfo info)
    {
        if (address.Backend == SegmentBackend.SysV)
            Commands.Run("ipcrm", "-m", $"{info.Id}");
        else
            File.Delete(address.Path);
    }

    private static void Spoil(string record, string fault)
    {
        string text = File.ReadAllText(record);
        switch (fault)
        {
            case "corrupt":
                File.WriteAllText(record, text.Replace("shmnative", "shmalien", StringComparison.Ordinal));
                break;
            case "empty":
                File.WriteAllText(record, "");
                break;
            case "other segment":
                File.WriteAllText(record, text.Replace("=", "=9", StringComparison.Ordinal));
                break;
            case "other user":
                TestHostProcess.RequireRoot();
                Commands.Run("chown", "nobody", record);
                break;
            case "symbolic link":
                File.Move(record, s_hidden);
                _ = File.CreateSymbolicLink(record, s_hidden);
                break;
            default:
                File.Delete(record);
                _ = Directory.CreateDirectory(record);
                break;
        }
    }
}
