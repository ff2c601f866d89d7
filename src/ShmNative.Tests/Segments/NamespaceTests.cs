using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>
/// Servers in other pid and user namespaces, whose numbers the kernel translates, and sweeps that see other files: what is recognised and
/// reclaimed does not depend on who looks.
/// </summary>
[TestFixtureSource(nameof(Addresses))]
public sealed class NamespaceTests(SegmentAddress address) : SegmentFixture
{
    private static readonly string[] s_pid = ["unshare", "-p", "-f", "--kill-child", "--mount-proc"];
    private static readonly string[] s_user = ["unshare", "-U", "--map-user=1000", "--map-group=1000"];
    private static readonly string[] s_otherTmp = ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /tmp && exec \"$@\"", "sh"];

    public static IEnumerable<string[]> Namespaces => [s_pid, s_user];

    [Test]
    public void KilledServersSegmentIsReclaimedFromOutside([ValueSource(nameof(Namespaces))] string[] space)
    {
        LeaveKilledServerIn(space);
        Assert.That(Segment.Stat(address).Abandoned, Is.EqualTo(1));
        using Segment server = Segment.Create(address, 64);
        Assert.That(server.Notice, Does.Contain("reclaimed"));
    }

    [Test]
    public void KilledServersSegmentIsReclaimedFromInside([ValueSource(nameof(Namespaces))] string[] space)
    {
        LeaveKilledServerIn(space);
        using (TestHostProcess next = TestHostProcess.StartAotUnder(space, "segment-create", address.ToString(), "64"))
        {
            Assert.That(next.ReadLine(), Does.StartWith("created").And.Contain("reclaimed"));
            Assert.That(next.Finish().ExitCode, Is.Zero);
        }

        _ = LeaveKilledServer(address);
        using TestHostProcess last = TestHostProcess.StartAotUnder(space, "segment-create", address.ToString(), "64");
        Assert.That(last.ReadLine(), Does.StartWith("created").And.Contain("reclaimed"));
        Assert.That(last.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void LiveServersSegmentIsLeftAlone([ValueSource(nameof(Namespaces))] string[] space, [Values] bool replace)
    {
        using TestHostProcess server = TestHostProcess.StartAotUnder(space, "segment-create", address.ToString(), "64");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        ShmException refusal = Refusal(() => Segment.Create(address, 64, new() { Replace = replace }));
        Assert.That(refusal.Status, Is.EqualTo(replace ? ShmStatus.InUse : ShmStatus.AlreadyExists));
        Assert.That(refusal.Message, Does.Contain("which lives"));
        Assert.That(server.Finish().ExitCode, Is.Zero);
    }

    [Test]
    public void SweepFromInsideLeavesTheRecordOfWhatIsThere([ValueSource(nameof(Namespaces))] string[] space) => SweepLeavesTheRecord(space);

    [Test]
    public void SweepThatDoesNotSeeTheFileLeavesItsRecord() => SweepLeavesTheRecord(s_otherTmp);

    private void SweepLeavesTheRecord(string[] space)
    {
        _ = LeaveKilledServer(address);
        using (TestHostProcess other = TestHostProcess.StartAotUnder(space, "segment-create", "sysv:private", "64"))
        {
            Assert.That(other.ReadLine(), Does.StartWith("created"));
            Assert.That(other.Finish().ExitCode, Is.Zero);
        }

        Assert.That(Segment.Stat(address).Abandoned, Is.EqualTo(1));
        Segment.Create(address, 64).Dispose();
    }

    private void LeaveKilledServerIn(string[] space)
    {
        using TestHostProcess server = TestHostProcess.StartAotUnder(space, "segment-create", address.ToString(), "1024");
        Assert.That(server.ReadLine(), Does.StartWith("created"));
        server.Kill();
        // unshare takes its child with it, a moment later.
        Assert.That(SpinWait.SpinUntil(() => Segment.Stat(address).Abandoned == 1, TimeSpan.FromSeconds(60)), Is.True);
    }
}
