namespace ShmNative.Tests.Programs.Channels;

/// <summary>value:NAME: each line replaces the last; readers get the newest, or every change that they see.</summary>
public sealed class ValueChannelTests : ChannelProgramFixture
{
    [Test]
    public void AReaderGetsTheNewest()
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("value"));
        ProgramProcess follower = WaitingClient(Channel("value"), "--follow");
        input.Write("1\n"u8);
        follower.WaitFor("1\n");
        Assert.That(WaitingClient(Channel("value")).End().Text, Is.EqualTo("1\n"));
        input.Write("2\n3\n"u8);
        follower.WaitFor("3\n");
        Assert.That(Client(Channel("value")).Text, Is.EqualTo("3\n"));
        Assert.That(Client(Channel("value"), "--observe").Text, Is.EqualTo("3\n"));
        input.Dispose();
        AssertDone(follower.End());
        AssertDone(server.End());
    }

    [Test]
    public void TheNewestIsHeldUntilAReaderHasBeenThere()
    {
        File.WriteAllText(FilePath("in"), "old\nnew\n");
        ProgramProcess server = Server(Channel("value"), "--from", FilePath("in"));
        ProgramResult client = WaitingClient(Channel("value")).End();
        AssertDone(client);
        Assert.That(client.Text, Does.EndWith("\n").And.Length.EqualTo(4));
        AssertDone(server.End());
    }

    [Test]
    public void AnEndIsToldFromACrash()
    {
        (ProgramProcess server, FileStream input) = ServerOfPipe(Channel("value"));
        ProgramProcess follower = WaitingClient(Channel("value"), "--follow");
        input.Write("1\n"u8);
        follower.WaitFor("1\n");
        server.Kill();
        AssertEnded(follower.End(), 8, "1 message");
        input.Dispose();
    }

    [Test]
    public void ALineHasToFit()
    {
        File.WriteAllText(FilePath("in"), "12345678\n");
        AssertRefused(Server(Channel("value"), "--capacity", "8", "--from", FilePath("in")).End(), 6, "shm-server", "--capacity");
    }
}
