using ShmNative.Tests.Programs.Channels;

namespace ShmNative.Tests.Programs;

/// <summary>Programs where /proc is not mounted, as early in the boot and in some containers: for root, and for a user without privileges.</summary>
[TestFixture("root")]
[TestFixture("nobody")]
public sealed class WithoutProcTests(string user) : ProgramFixture
{
    private const string Text = "one\ntwo\nthree\n";

    [SetUp]
    public void MayMount()
    {
        TestHostProcess.RequireRoot();
        Commands.Run("chmod", "-R", "777", Folder);
        ProgramResult probe = Run(Hidden($"test ! -e /proc/self && test -x {ProgramProcess.Find("shm-server")}"));
        if (probe.ExitCode != 0)
            Assert.Ignore($"mount namespaces are refused, or {user} cannot read the build: {probe.Error}");
    }

    [TestCaseSource(nameof(Kinds))]
    public void ServerAndClient(string kind)
    {
        string served = $"$server {Address(kind)} --until-read >/dev/null & $client {Address(kind)} --wait 60";
        ProgramResult result = Run(Hidden($"{served} && wait $!"));
        Assert.That((result.ExitCode, result.Text, result.Error), Is.EqualTo((0, DemoText, "")));
    }

    [TestCaseSource(nameof(Kinds))]
    public void AcrossTheBorder(string kind)
    {
        string server = $"$server {Address(kind)} --until-read >/dev/null";
        string client = $"$client {Address(kind)} --wait 60";
        ProgramResult inside = Run($"{Hidden(server)} & {AsUser(client)} && wait $!");
        Assert.That((inside.ExitCode, inside.Text, inside.Error), Is.EqualTo((0, DemoText, "")));
        ProgramResult outside = Run($"{AsUser(server)} & {Hidden(client)} && wait $!");
        Assert.That((outside.ExitCode, outside.Text, outside.Error), Is.EqualTo((0, DemoText, "")));
    }

    [TestCaseSource(nameof(Kinds))]
    public void KilledServersSegmentIsReclaimed(string kind)
    {
        string killed = $"$server {Address(kind)} >/dev/null & $client {Address(kind)} --wait 60 >/dev/null; kill -9 $!; wait $! 2>/dev/null";
        string next = $"$server {Address(kind)} --for 0";
        Assert.That(Run(Hidden($"{killed}; {next} >/dev/null")).Error, Does.Contain($"reclaimed {Address(kind)}"));
        Assert.That(Run($"{Hidden(killed)}; {AsUser(next)} >/dev/null").Error, Does.Contain($"reclaimed {Address(kind)}"));
        Assert.That(Run($"{AsUser(killed)}; {Hidden(next)} >/dev/null").Error, Does.Contain($"reclaimed {Address(kind)}"));
    }

    [Test]
    public void NobodyIsReplacedWhoCannotBeSeen()
    {
        ProgramResult result = Run(AsUser($"head -c 1024 /dev/zero > {Folder}/segment") + "; " + Hidden($"$server {Address("file")} --replace"));
        AssertRefused(result, 4, "shm-server", "without /proc");
        File.Delete($"{Folder}/segment");
    }

    [Test]
    public void ChannelsOfEachKind([Values("topic", "queue", "value")] string channel, [ValueSource(nameof(Kinds))] string kind)
    {
        string target = $"{channel}:{Address(kind)}";
        string sent = channel == "value" ? "three\n" : Text;
        string send = $"printf '{sent}' | $server {target} --lines";
        string receive = $"$client {target} --wait 60{(channel == "value" ? " --follow" : "")}";
        foreach (string line in (string[])
            [Hidden($"{send} & {receive}"), $"{Hidden(send)} & {AsUser(receive)}", $"{AsUser(send)} & {Hidden(receive)}"])
        {
            ProgramResult result = Run($"{line} && wait");
            Assert.That((result.ExitCode, result.Text, result.Error), Is.EqualTo((0, sent, "")), line);
        }
    }

    [Test]
    public void FilesAppearWhenTheyAreComplete()
    {
        string served = $"printf '{Text}' | $server {Channel("topic")} --lines";
        string out1 = $"$client {Channel("topic")} --wait 60 --to {Folder}/out && ls {Folder}";
        Assert.That(Run(Hidden($"echo old > {Folder}/out; {served} & {out1} && wait")).Text, Is.EqualTo("key\nout\ntmp\n"));
        Assert.That(File.ReadAllText($"{Folder}/out"), Is.EqualTo(Text));
        string endless = $"$server {Channel("topic")} --from /dev/zero 2>/dev/null";
        string limited = $"ulimit -f 50; trap '' XFSZ; $client {Channel("topic")} --wait 60 --to {Folder}/out";
        ProgramResult refused = Run(Hidden($"{endless} & {limited}; code=$?; wait; exit $code"));
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.Error);
        Assert.That(Directory.GetFiles(Folder), Has.Length.EqualTo(2), "nothing half-written stays");
        Assert.That(File.ReadAllText($"{Folder}/out"), Is.EqualTo(Text));
    }

    [Test]
    public void ASignalEndsAClientThatCannotWrite()
    {
        Commands.Run("mkfifo", "-m", "666", $"{Folder}/pipe");
        using FileStream reader = new($"{Folder}/pipe", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        string server = $"$server {Channel("topic")} --from /dev/zero 2>/dev/null";
        string client = $"(echo $BASHPID > {Folder}/pid; exec $client {Channel("topic")} --wait 60) > {Folder}/pipe";
        ProgramProcess shell = Begin(Hidden($"{server} & {client}; echo ended $?"));
        // The channel and the pipe are full, and nobody reads.
        string path = $"/dev/shm/{Channel("")[1..]}";
        Assert.That(SpinWait.SpinUntil(() => ChannelBytes.Tail(path) >= 64, TimeSpan.FromSeconds(60)), Is.True, "no messages");
        Commands.Run("kill", "-TERM", File.ReadAllText($"{Folder}/pid").Trim());
        shell.WaitFor("ended 143");
        Assert.That(shell.End().Error, Does.Contain("SIGTERM"));
    }

    private ProgramResult Run(string line) => Begin(line).End();

    private ProgramProcess Begin(string line)
    {
        string names = $"export PATH=/usr/bin:/bin server='{ProgramProcess.Find("shm-server")}' client='{ProgramProcess.Find("shm-client")}'";
        return Start("/bin/bash", ["-c", $"{names}; {line}"]);
    }

    /// <summary>A line of the shell, as the user.</summary>
    private string AsUser(string line) =>
        $"{(user == "root" ? "" : "setpriv --reuid=65534 --regid=65534 --clear-groups ")}bash -c {Quoted(line)}";

    /// <summary>As <see cref="AsUser"/>, where nothing is at /proc.</summary>
    private string Hidden(string line) => $"unshare -m bash -c {Quoted($"mount -t tmpfs tmpfs /proc && {AsUser(line)}")}";

    private static string Quoted(string line) => $"'{line.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
