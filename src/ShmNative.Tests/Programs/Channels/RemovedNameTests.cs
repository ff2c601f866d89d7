namespace ShmNative.Tests.Programs.Channels;

/// <summary>
/// A channel whose name is gone, as after rm or a logout with systemd's RemoveIPC: nobody finds it any more. Programs that wait for somebody
/// to come end with code 8, and say so.
/// </summary>
public sealed class RemovedNameTests : ChannelProgramFixture
{
    private string Name => Channel("")[1..];

    private string PathOfChannel => $"/dev/shm/{Name}";

    [TestCase("topic")]
    [TestCase("queue")]
    public void AServerThatWaitsForAReceiver(string kind)
    {
        ProgramProcess server = Server(Channel(kind));
        Remove();
        AssertRefused(server.End(), 8, "shm-server", "was removed");
    }

    [TestCase("queue", "--no-wait")]
    [TestCase("value", "--no-wait")]
    [TestCase("topic", "--no-wait")]
    public void AServerThatWaitsForItsInput(string kind, string option)
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel(kind), "--lines", option);
        Remove();
        AssertRefused(server.End(), 8, "shm-server", "was removed");
        input.Dispose();
    }

    [TestCase("queue")]
    [TestCase("value")]
    public void AServerThatWaitsUntilAllIsTaken(string kind)
    {
        File.WriteAllText(FilePath("in"), "some\n");
        ProgramProcess server = kind == "queue"
            ? Server(Channel(kind), "--lines", "--no-wait", "--from", FilePath("in"))
            : Server(Channel(kind), "--from", FilePath("in"));
        Remove();
        ProgramResult ended = server.End(); // a queue's has said that it waits for the next receiver
        Assert.That(ended.Error, Does.Contain("was removed"));
        Assert.That(ended.ExitCode, Is.EqualTo(8));
    }

    [TestCase("queue")]
    [TestCase("topic")]
    [TestCase("value", "--follow")]
    [TestCase("value", "--follow", "--observe")]
    [TestCase("topic", "--observe")]
    public void AClientAndItsServer(string kind, params string[] options)
    {
        string[] observable = kind == "topic" ? ["--observable"] : [];
        (ProgramProcess server, FileStream input) = ServerOfPipe([Channel(kind), "--lines", "--no-wait", .. observable]);
        WaitUntil(() => File.Exists(PathOfChannel), "the channel");
        ProgramProcess client = WaitingClient([Channel(kind), .. options]);
        for (int i = 0; !client.OutputNow().Contains('\n', StringComparison.Ordinal) && !client.HasExited; i++)
        {
            input.Write("some\n"u8);
            Thread.Sleep(20);
        }

        Remove();
        AssertEnded(client.End(), 8, "was removed");
        AssertEnded(server.End(), 8, "was removed");
        input.Dispose();
    }

    [Test]
    public void AClientThatWaitsForTheNextServer()
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("topic"), "--lines");
        ProgramProcess client = WaitingClient(Channel("topic"), "--reconnect", "1000");
        input.Write("some\n"u8);
        client.WaitFor("some");
        server.Kill();
        Remove();
        AssertEnded(client.End(), 8, "was removed");
        input.Dispose();
    }

    private void Remove()
    {
        WaitUntil(() => File.Exists(PathOfChannel), "the channel");
        File.Delete(PathOfChannel);
        File.Delete(PathOfChannel + ".locks");
    }
}
