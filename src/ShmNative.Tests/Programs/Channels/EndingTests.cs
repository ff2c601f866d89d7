
namespace ShmNative.Tests.Programs.Channels;

/// <summary>A side that is stopped or killed: the other one says so, never takes it for the end of the stream, and nothing is left.</summary>
public sealed class EndingTests : ChannelProgramFixture
{
    private const int SIGKILL = 9;

    [TestCase("topic", ProgramProcess.SIGTERM)]
    [TestCase("topic", SIGKILL)]
    [TestCase("queue", ProgramProcess.SIGINT)]
    [TestCase("queue", SIGKILL)]
    public void AServerThatEndsEarlyIsNoEndOfTheStream(string kind, int signal)
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel(kind), "--lines");
        ProgramProcess client = WaitingClient(Channel(kind));
        ProgramProcess toFile = kind == "topic" ? WaitingClient(Channel(kind), "--to", FilePath("out")) : client;
        WaitForReceivers(kind, kind == "topic" ? 2 : 1);
        input.Write("some\n"u8);
        client.WaitFor("some");
        server.Signal(signal);
        ProgramResult ended = server.End();
        if (signal != SIGKILL)
            AssertEnded(ended, 128 + signal, "1 message (5 bytes)");
        AssertEnded(client.End(), 8, "1 message (5 bytes)");
        Assert.That(toFile.End().ExitCode, Is.EqualTo(8));
        Assert.That(FilePath("out"), Does.Not.Exist);
        input.Dispose();
    }

    [TestCase(ProgramProcess.SIGTERM, 143)]
    [TestCase(SIGKILL, 137)]
    public void ATopicWithoutReceiversEndsItsServer(int signal, int exitCode)
    {
        ProgramProcess server = Server(Channel("topic"), "--from", "/dev/zero");
        ProgramProcess client = WaitingClient(Channel("topic"), "--to", "/dev/null");
        WaitForMessages("topic");
        client.Signal(signal);
        Assert.That(client.End().ExitCode, Is.EqualTo(exitCode));
        AssertEnded(server.End(), 8, "the last receiver left");
    }

    [Test]
    public void AReceiverThatIsKilledBehindTheLastMessageHasNotTakenAll()
    {
        // The client cannot write: nobody reads its pipe. All that is sent fits the channel, so the server only waits for it to be taken.
        string pipe = FilePath("pipe");
        Commands.Run("mkfifo", pipe);
        MakeFile("in", 1_000_000);
        ProgramProcess server = Server(Channel("topic"), "--from", FilePath("in"));
        using FileStream reader = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ProgramProcess client = Start("/bin/bash", ["-c", $"exec '{ProgramProcess.Find("shm-client")}' {Channel("topic")} --wait 300 > {pipe}"]);
        WaitForMessages("topic");
        client.Kill();
        AssertEnded(server.End(), 8, "the last receiver left");
    }

    [TestCase(ProgramProcess.SIGTERM)]
    [TestCase(SIGKILL)]
    public void AQueueWaitsForTheNextReceiverAndNothingIsLost(int signal)
    {
        byte[] content = MakeFile("in", 12_000_001);
        ProgramProcess server = Server(Channel("queue"), "--from", FilePath("in"), "--capacity", "4096");
        string folder = FilePath("parts");
        ProgramProcess first = WaitingClient(Channel("queue"), "--split", folder);
        WaitUntil(() => Directory.Exists(folder) && Directory.GetFiles(folder).Length > 20, "some messages");
        first.Signal(signal);
        Assert.That(first.End().ExitCode, Is.EqualTo(128 + signal));
        AssertDone(Client(Channel("queue"), "--split", folder));
        ProgramResult ended = server.End();
        Assert.That(ended.ExitCode, Is.Zero, ended.Error);
        Assert.That(Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes), Is.EqualTo(content));
    }

    [Test]
    public void AClientGoesOnWithTheNextServer()
    {
        ProgramProcess client = WaitingClient(Channel("topic"), "--reconnect", "60");
        (ProgramProcess killed, FileStream input) = ServerOfPipe(Channel("topic"), "--lines");
        input.Write("before\n"u8);
        client.WaitFor("before");
        killed.Kill();
        input.Dispose();
        File.WriteAllText(FilePath("in"), "after\n");
        AssertDone(Server(Channel("topic"), "--lines", "--from", FilePath("in")).End());
        ProgramResult result = client.End();
        AssertDone(result);
        Assert.That(result.Text, Is.EqualTo("before\nafter\n"));
    }

    [Test]
    public void AnOutputThatTakesNothingIsAnError()
    {
        string serve = $"$server {Channel("topic")} --from /dev/zero 2>{FilePath("said")} & ";
        AssertRefused(Shell($"{serve} $client {Channel("topic")} --wait 300 > /dev/full"), 1, "shm-client", "No space left");
        AssertRefused(Shell($"{serve} $client {Channel("topic")} --wait 300 --to /dev/full"), 1, "shm-client", "No space left");
        AssertRefused(Shell($"{serve} $client {Channel("topic")} --wait 300 | head -c 0; exit ${{PIPESTATUS[0]}}"), 1, "shm-client", "Broken pipe");
        ProgramResult limited = Shell($"{serve} trap '' XFSZ; ulimit -f 50; $client {Channel("topic")} --wait 300 --to '{FilePath("out")}'");
        AssertRefused(limited, 1, "shm-client");
        Assert.That(FilePath("out"), Does.Not.Exist);
        WaitUntil(() => !File.Exists($"/dev/shm/{Channel("topic")[6..]}"), "the servers are gone");
    }

    [Test]
    public void ASignalEndsAClientThatCannotWrite()
    {
        string pipe = FilePath("pipe");
        Commands.Run("mkfifo", pipe);
        using FileStream reader = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        ProgramProcess server = Server(Channel("topic"), "--from", "/dev/zero");
        ProgramProcess client = Start("/bin/bash", ["-c", $"exec '{ProgramProcess.Find("shm-client")}' {Channel("topic")} --wait 300 > {pipe}"]);
        WaitForMessages("topic");
        client.Signal(ProgramProcess.SIGTERM);
        AssertEnded(client.End(), 143, "SIGTERM");
        AssertEnded(server.End(), 8, "the last receiver left");
    }

    [TestCase("topic")]
    [TestCase("queue")]
    public void ASignalEndsEveryWait(string kind)
    {
        ProgramProcess server = Server(Channel(kind));
        ProgramProcess waiting = WaitingClient("topic:nobody-ever-makes-this");
        WaitUntil(() => File.Exists($"/dev/shm/{Channel(kind)[6..]}"), "the channel");
        foreach (ProgramProcess process in (ProgramProcess[])[server, waiting])
        {
            // Before its signals are caught a program is ended by them, and says nothing.
            WaitUntil(() => CatchesSignals(process), "signals caught");
            process.Signal(ProgramProcess.SIGINT);
            AssertEnded(process.End(), 130, "SIGINT");
        }
    }

    [Test]
    public void WhatAFileHadBeforeStaysUntilTheNewIsWhole()
    {
        File.WriteAllText(FilePath("out"), "old");
        File.SetUnixFileMode(FilePath("out"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProgramProcess server = Server(Channel("topic"), "--from", "/dev/zero");
        ProgramProcess client = WaitingClient(Channel("topic"), "--to", FilePath("out"));
        WaitForMessages("topic");
        client.Kill();
        server.End();
        Assert.That(File.ReadAllText(FilePath("out")), Is.EqualTo("old"));

        byte[] content = MakeFile("in", 1000);
        client = WaitingClient(Channel("topic"), "--to", FilePath("out"));
        AssertDone(Server(Channel("topic"), "--from", FilePath("in")).End());
        AssertDone(client.End());
        Assert.That(File.ReadAllBytes(FilePath("out")), Is.EqualTo(content));
        Assert.That(File.GetUnixFileMode(FilePath("out")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private static bool CatchesSignals(ProgramProcess process)
    {
        string caught = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (Convert.ToUInt64(caught[7..].Trim(), 16) & (1UL << (ProgramProcess.SIGINT - 1))) != 0;
    }
}
