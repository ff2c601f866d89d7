using System.Text;
using ShmNative.Channels;

namespace ShmNative.Tests.Programs.Channels;

/// <summary>Any bytes of any length cross a channel and arrive whole, whoever is there first.</summary>
public sealed class TransferTests : ChannelProgramFixture
{
    private const int Frame = 65_536;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Frame)]
    [TestCase(Frame + 1)]
    [TestCase(9_000_001, Description = "more than the channel holds")]
    public void AFileArrivesAsItWas(int length)
    {
        byte[] content = MakeFile("in", length);
        foreach (string kind in (string[])["topic", "queue"])
        {
            ProgramProcess client = WaitingClient(Channel(kind), "--to", FilePath("out"));
            AssertDone(Server(Channel(kind), "--from", FilePath("in")).End());
            AssertDone(client.End());
            Assert.That(File.ReadAllBytes(FilePath("out")), Is.EqualTo(content));
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void EveryKindOfAddressCarriesAChannel(string kind)
    {
        byte[] content = MakeFile("in", 300_000);
        string channel = $"queue:{Address(kind)}";
        ProgramProcess client = WaitingClient(channel);
        AssertDone(Server(channel, "--from", FilePath("in")).End());
        ProgramResult result = client.End();
        AssertDone(result);
        Assert.That(result.Output, Is.EqualTo(content));
    }

    [TestCase("topic")]
    [TestCase("queue")]
    public void TheServerMayBeThereFirst(string kind)
    {
        byte[] content = MakeFile("in", 200_000);
        ProgramProcess server = Server(Channel(kind), "--from", FilePath("in"));
        WaitUntil(() => File.Exists($"/dev/shm/{Channel(kind)[6..]}"), "the channel");
        Assert.That(Client(Channel(kind)).Output, Is.EqualTo(content));
        AssertDone(server.End());
    }

    [TestCase("topic", 16_368)]
    [TestCase("topic", 7)]
    [TestCase("queue", 16_368)]
    public void LinesArriveAsTheyWere(string kind, int capacity)
    {
        // Empty ones, one with a NUL, those just below, at and above the capacity, a long one, and the last without its newline.
        string text = "\n\nfirst\nwith \0 inside\n" + string.Concat(
            Enumerable.Range(capacity - 2, 4).Select(length => new string('x', length) + "\n")) + new string('y', 70_000) + "\n\nlast";
        File.WriteAllText(FilePath("in"), text);
        ProgramProcess client = WaitingClient(Channel(kind));
        ProgramResult server = Server(Channel(kind), "--lines", "--capacity", $"{capacity}", "--from", FilePath("in")).End();
        Assert.That(server.ExitCode, Is.Zero, server.Error);
        Assert.That(server.Error.Contains("a line is longer", StringComparison.Ordinal), Is.EqualTo(kind == "queue"), server.Error);
        Assert.That(client.End().Text, Is.EqualTo(text));
    }

    [Test]
    public void EachLineIsAMessageWithItsNumber()
    {
        File.WriteAllText(FilePath("in"), "a\n\nccc\nd");
        ProgramProcess client = WaitingClient(Channel("topic"), "--numbered");
        AssertDone(Server(Channel("topic"), "--lines", "--from", FilePath("in")).End());
        Assert.That(client.End().Text, Is.EqualTo("0\ta\n1\t\n2\tccc\n3\td"));
    }

    [Test]
    public void WhatComesSlowlyIsNotHeldBack()
    {
        ProgramProcess client = WaitingClient(Channel("topic"));
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("topic"));
        input.Write("one"u8);
        client.WaitFor("one");
        input.Write("two"u8);
        client.WaitFor("onetwo");
        input.Dispose();
        AssertDone(server.End());
        AssertDone(client.End());
    }

    [Test]
    public void AllSubscribersGetAllAndBeginTogether()
    {
        byte[] content = MakeFile("in", 2_000_000);
        ProgramProcess server = Server(Channel("topic"), "--receivers", "3", "--from", FilePath("in"));
        ProgramProcess[] clients = [WaitingClient(Channel("topic")), WaitingClient(Channel("topic"))];
        WaitForReceivers("topic", 2);
        Assert.That(clients.Select(client => client.OutputNow()), Is.All.Empty);
        Assert.That(Client(Channel("topic")).Output, Is.EqualTo(content));
        foreach (ProgramProcess client in clients)
            Assert.That(client.End().Output, Is.EqualTo(content));
        AssertDone(server.End());
    }

    [Test]
    public void AQueueIsSharedWithoutLossAndPutTogetherAgain()
    {
        byte[] content = MakeFile("in", 20_000_123);
        ProgramProcess server = Server(Channel("queue"), "--receivers", "2", "--from", FilePath("in"));
        string folder = FilePath("parts");
        ProgramProcess[] clients = [.. Enumerable.Range(0, 2).Select(_ => WaitingClient(Channel("queue"), "--split", folder))];
        foreach (ProgramProcess client in clients)
            AssertDone(client.End());
        AssertDone(server.End());
        string[] parts = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
        Assert.That(parts.SelectMany(File.ReadAllBytes), Is.EqualTo(content));
        Assert.That(parts[..^1].Select(part => new FileInfo(part).Length), Is.All.EqualTo(Frame));
    }

    [Test]
    public void LinesOfAQueueAreSharedWhole()
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"{i}")];
        File.WriteAllText(FilePath("in"), string.Join('\n', lines) + "\n");
        ProgramProcess[] clients = [.. Enumerable.Range(0, 3).Select(_ => WaitingClient(Channel("queue")))];
        AssertDone(Server(Channel("queue"), "--lines", "--receivers", "3", "--from", FilePath("in")).End());
        string[] got = [.. clients.SelectMany(client => client.End().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.That(got, Is.EquivalentTo(lines));
    }

    [Test]
    public void SeveralServersFillOneQueueAndTheLastEndsIt()
    {
        ProgramProcess client = WaitingClient(Channel("queue"));
        (ProgramProcess slow, FileStream input) = ServerOfPipe(Channel("queue"), "--lines");
        File.WriteAllText(FilePath("in"), "quick\n");
        input.Write("slow\n"u8);
        client.WaitFor("slow");
        AssertDone(Server(Channel("queue"), "--lines", "--from", FilePath("in")).End());
        client.WaitFor("quick");
        input.Write("last\n"u8);
        input.Dispose();
        AssertDone(slow.End());
        ProgramResult result = client.End();
        AssertDone(result);
        Assert.That(result.Text, Is.EqualTo("slow\nquick\nlast\n"));
    }

    [Test]
    public void ALateReceiverBeginsWithTheHistory()
    {
        ProgramProcess first = WaitingClient(Channel("topic"));
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("topic"), "--lines", "--history", "2", "--slots", "4");
        input.Write("1\n2\n3\n4\n5\n"u8);
        first.WaitFor("5\n");
        ProgramProcess late = Start("shm-client", [Channel("topic"), "--history", "100"]);
        late.WaitFor("5\n");
        input.Write("6\n"u8);
        input.Dispose();
        AssertDone(server.End());
        Assert.That(first.End().Text, Is.EqualTo("1\n2\n3\n4\n5\n6\n"));
        Assert.That(late.End().Text, Is.EqualTo("4\n5\n6\n"));
    }

    [Test]
    public void SomeMessagesAndThenNoMore()
    {
        ProgramProcess server = Server(Channel("queue"), "--from", "/dev/zero", "--capacity", "100");
        ProgramResult client = WaitingClient(Channel("queue"), "--count", "3").End();
        AssertDone(client);
        Assert.That(client.Output, Is.EqualTo(new byte[300]));
        server.Signal(ProgramProcess.SIGINT);
        Assert.That(server.End().ExitCode, Is.EqualTo(130));
    }

    [Test]
    public void LossyReceiversAreToldWhatTheyMissedAndObserversGoUnnoticed()
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("topic"), "--observable", "--no-wait", "--lines");
        ProgramProcess observer = WaitingClient(Channel("topic"), "--observe", "--history", "10");
        ProgramProcess lossy = WaitingClient(Channel("topic"), "--lossy", "--history", "10");
        WaitForReceivers("topic", 1);
        input.Write("one\ntwo\n"u8);
        lossy.WaitFor("two\n");
        observer.WaitFor("two\n");
        input.Dispose();
        AssertDone(server.End());
        Assert.That(lossy.End().Text, Is.EqualTo("one\ntwo\n"));
        Assert.That(observer.End().Text, Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public void APersistentQueueStaysForTheNextServer()
    {
        File.WriteAllText(FilePath("in"), "job\n");
        string[] serve = [Channel("queue"), "--persistent", "--lines", "--from", FilePath("in")];
        AssertDone(Server(serve).End());
        AssertDone(Server(serve).End());
        ProgramResult both = Client(Channel("queue"), "--count", "2");
        AssertDone(both);
        Assert.That(both.Text, Is.EqualTo("job\njob\n"));
        AssertEnded(Client(Channel("queue")), 8, "0 messages");
        ShmQueue.Remove(Address("posix"));
    }

    [Test]
    public void ReceiversTakeALongTextInOnePiece()
    {
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"line {i}\n"));
        File.WriteAllText(FilePath("in"), text);
        ProgramProcess client = WaitingClient(Channel("topic"));
        AssertDone(Server(Channel("topic"), "--lines", "--from", FilePath("in")).End());
        Assert.That(Encoding.UTF8.GetString(client.End().Output), Is.EqualTo(text));
    }

    [Test]
    public void ALongTransferShowsItsProgressOnATerminal()
    {
        string pipe = FilePath("pipe");
        Commands.Run("mkfifo", pipe);
        string serve = $"'{ProgramProcess.Find("shm-server")}' {Channel("topic")} --from '{pipe}'";
        ProgramProcess terminal = Start("/usr/bin/script", ["-qec", serve, "/dev/null"]);
        ProgramProcess client = WaitingClient(Channel("topic"), "--to", "/dev/null");
        using (FileStream input = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            byte[] block = new byte[Frame];
            WaitUntil(() =>
            {
                input.Write(block);
                return terminal.OutputNow().Contains("MiB/s", StringComparison.Ordinal);
            }, "progress");
        }

        ProgramResult result = terminal.End();
        Assert.That(result.Text, Does.EndWith("MiB/s\r\e[K"), "the line is taken away in the end");
        Assert.That(result.ExitCode, Is.Zero);
        AssertDone(client.End());
    }

    [Test]
    public void AnotherUsersChannelIsTrustedOnlyIfAsked()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("to be another user needs privileges");
        byte[] content = MakeFile("in", 1000);
        File.Copy(ProgramProcess.Find("shm-server"), FilePath("shm-server"));
        ProgramProcess server = Start("/usr/bin/setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups",
            FilePath("shm-server"), Channel("topic"), "--mode", "0666", "--from", FilePath("in")]);
        AssertRefused(WaitingClient(Channel("topic")).End(), 5, "shm-client", "any owner");
        Assert.That(WaitingClient(Channel("topic"), "--any-owner").End().Output, Is.EqualTo(content));
        AssertDone(server.End());
    }
}
