using ShmNative.Segments;

namespace ShmNative.Tests.Programs;

/// <summary>Whatever is wrong: one line on standard error, an exit code that says of which kind, nothing created or left behind.</summary>
public sealed class BadInputTests : ProgramFixture
{
    // ADDRESS stands for a free address.
    [TestCase("ADDRESS --size 0", 2, "0")]
    [TestCase("ADDRESS --size -1", 2, "-1")]
    [TestCase("ADDRESS --size many", 2, "many")]
    [TestCase("ADDRESS --size 99999999999999999999", 2, "99999999999999999999")]
    [TestCase("ADDRESS --size 1.5", 2, "1.5")]
    [TestCase("ADDRESS --mode 0888", 2, "0888")]
    [TestCase("ADDRESS --mode 077777", 2, null)]
    [TestCase("ADDRESS --field integer:1", 2, "integer")]
    [TestCase("ADDRESS --field int", 2, "value")]
    [TestCase("ADDRESS --field int:x", 2, "int:x")]
    [TestCase("ADDRESS --field uint8:256", 2, "0 to 255")]
    [TestCase("ADDRESS --field int8:-129", 2, "-128 to 127")]
    [TestCase("ADDRESS --field float:1e39", 2, "float")]
    [TestCase("ADDRESS --field double:1,5", 2, "1,5")]
    [TestCase("ADDRESS --field char:ab", 2, "char")]
    [TestCase("ADDRESS --field bytes:abc", 2, "abc")]
    [TestCase("ADDRESS --field string[3]:abc", 2, "NUL")]
    [TestCase("ADDRESS --field -1@int:1", 2, "-1")]
    [TestCase("ADDRESS --field 1021@int:1", 6, "1024")]
    [TestCase("ADDRESS --size 4 --field string:long", 6, "5")]
    [TestCase("ADDRESS --size 57", 6, "57")]
    [TestCase("ADDRESS --field 0@int:1 --field 3@char:x", 2, "overlap")]
    [TestCase("ADDRESS --field 9223372036854775807@int:1", 2, "9223372036854775807")]
    [TestCase("ADDRESS --for -1", 2, "-1")]
    [TestCase("ADDRESS --for soon", 2, "soon")]
    [TestCase("ADDRESS --for NaN", 2, "NaN")]
    [TestCase("ADDRESS --for 1 --until-read", 2, "--until-read and --for")]
    [TestCase("ADDRESS --grid --json", 2, "--grid and --json")]
    [TestCase("ADDRESS --from - --field int:1", 2, "--from and --field")]
    [TestCase("ADDRESS --from - --packed", 2, "--from and --packed")]
    [TestCase("ADDRESS --from ", 2, "--from")]
    [TestCase("ADDRESS --field ", 2, "TYPE")]
    [TestCase("ADDRESS --size 64 --size 128", 2, "--size")]
    [TestCase("ADDRESS --packed=false", 2, "false")]
    [TestCase("ADDRESS --size", 2, "--size")]
    [TestCase("ADDRESS ADDRESS", 2, null)]
    [TestCase("ADDRESS --nonsense", 2, "--nonsense")]
    [TestCase("--nonsense", 2, "--nonsense")]
    [TestCase("/tmp", 2, "sysv:")]
    [TestCase("sysv:/tmp#0", 2, "1 to 255")]
    [TestCase("sysv:/tmp#256", 2, "1 to 255")]
    [TestCase("sysv:/no/such/file#1", 3, "/no/such/file")]
    [TestCase("posix:/a/b", 2, null)]
    [TestCase("file:/no/such/folder/segment", 3, null)]
    [TestCase("file:/etc/passwd/segment", 3, null)]
    public void TheServerRefuses(string line, int exitCode, string? word)
    {
        string[] args = line.Replace("ADDRESS", Address("posix"), StringComparison.Ordinal).Split(' ');
        AssertRefused(Start("shm-server", args).End(), exitCode, "shm-server", word);
        Assert.That(Exists(Address("posix")), Is.False);
    }

    [TestCaseSource(nameof(Kinds))]
    public void MoreThanTheMachineHasIsRefused(string kind)
    {
        AssertRefused(Start("shm-server", [Address(kind), "--size", "200000000000000"]).End(), 6, "shm-server");
        ProgramResult largest = Start("shm-server", [Address(kind), "--size", $"{long.MaxValue}"]).End();
        Assert.That(largest.ExitCode, Is.EqualTo(6).Or.EqualTo(2), largest.Error);
        Assert.That(Exists(Address(kind)), Is.False);
    }

    // The segment has the demo message packed, in 58 bytes without a NUL at the end.
    [TestCase("--field int:1", 2, "value")]
    [TestCase("--field bytes", 2, "bytes[N]")]
    [TestCase("--field 57@int16", 6, "58")]
    [TestCase("--field 58@string", 6, "58")]
    [TestCase("--field 50@string", 1, "NUL")]
    [TestCase("--field 50@string[8]", 1, "NUL")]
    [TestCase("--field bytes[59]", 6, "58")]
    [TestCase("--field 0@int --field 2@int", 2, "overlap")]
    [TestCase("--to - --grid", 2, "--to and --grid")]
    [TestCase("--to - --field int", 2, "--to and --field")]
    [TestCase("--to - --packed", 2, "--to and --packed")]
    [TestCase("--hex --json", 2, "--hex and --json")]
    [TestCase("--svg - --hex", 2, "--svg and --hex")]
    [TestCase("--svg ", 2, "--svg")]
    [TestCase("--wait -1", 2, "-1")]
    [TestCase("--wait 1e400", 2, "1e400")]
    public void TheClientRefuses(string line, int exitCode, string word)
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(Address("posix")), 58);
        segment.Write(0, Enumerable.Repeat((byte)'x', 58).ToArray());
        AssertRefused(Client([Address("posix"), .. line.Split(' ')]), exitCode, "shm-client", word);
    }

    [Test]
    public void ASegmentSmallerThanTheMessageIsRefused()
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(Address("posix")), 57);
        AssertRefused(Client(Address("posix")), 6, "shm-client", "57");
    }

    [TestCaseSource(nameof(Kinds))]
    public void AClientWithoutServerSaysSo(string kind) => AssertRefused(Client(Address(kind)), 3, "shm-client", Address(kind));

    [TestCaseSource(nameof(Kinds))]
    public void ASegmentThatIsBeingWrittenIsNotRead(string kind)
    {
        using Segment segment = Segment.Create(SegmentAddress.Parse(Address(kind)), 1024, new SegmentOptions { Hidden = true });
        AssertRefused(Client(Address(kind)), 3, "shm-client");
    }

    [Test]
    public void WithoutPermissionNothingIsReadOrCreated()
    {
        Serve(Address("path"), "--field", "int:1");
        // Root may do everything, so it takes another user's place.
        string user = Environment.IsPrivilegedProcess ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : "";
        foreach (string program in (string[])["shm-server", "shm-client"])
            File.Copy(ProgramProcess.Find(program), FilePath(program));
        AssertRefused(Shell($"{user} '{FilePath("shm-server")}' file:/usr/no-permission"), 5, "shm-server", "/usr");
        if (Environment.IsPrivilegedProcess)
            AssertRefused(Shell($"{user} '{FilePath("shm-client")}' '{Address("path")}'"), 5, "shm-client", Address("path"));
        Assert.That(File.Exists("/usr/no-permission"), Is.False);
    }

    [Test]
    public void AnOutputThatTakesNothingIsAnError()
    {
        string address = Address("path");
        Serve(address);
        AssertRefused(Shell($"$client '{address}' > /dev/full"), 1, "shm-client", "No space left");
        AssertRefused(Shell($"$client '{address}' >&-"), 1, "shm-client", "standard output");
        // The reader of the pipe is gone before the client begins.
        AssertRefused(Shell($"{{ sleep 0.3; $client '{address}'; }} | head -c 0; exit ${{PIPESTATUS[0]}}"), 1, "shm-client", "Broken pipe");
        Assert.That(Client(address).Text, Is.EqualTo(DemoText), "no output went into the segment");
    }

    [TestCaseSource(nameof(Kinds))]
    public void AServerWhoseOutputTakesNothingRemovesItsSegment(string kind)
    {
        AssertRefused(Shell($"$server '{Address(kind)}' > /dev/full"), 1, "shm-server", "No space left");
        AssertRefused(Shell($"$server '{Address(kind)}' >&-"), 1, "shm-server", "standard output");
        Assert.That(Exists(Address(kind)), Is.False);
    }

    [Test]
    public void AnAddressWithAResponseFileIsNoResponseFile() =>
        AssertRefused(Client("@/etc/hostname"), 2, "shm-client", "@/etc/hostname");
}
