using ShmNative.Channels;

namespace ShmNative.Tests.Programs.Channels;

/// <summary>Whatever is wrong with the command line of a channel: one line, an exit code, nothing created.</summary>
public sealed class ChannelBadInputTests : ChannelProgramFixture
{
    // NAME stands for a free name.
    [TestCase("topic:", 2, "name")]
    [TestCase("topic:a/b", 2, "a/b")]
    [TestCase("topic:sysv:private", 2, "key")]
    [TestCase("queue:nowhere:x", 2, "nowhere")]
    [TestCase("queue:NAME:x", 2, "posix:/")]
    [TestCase("value:NAME.locks", 2, ".locks")]
    [TestCase("topic:file:/no/such/folder/x", 3, "/no/such/folder")]
    [TestCase("topic:NAME queue:NAME", 2, "queue:")]
    [TestCase("topic:NAME --slots 3", 2, "power of two")]
    [TestCase("topic:NAME --slots 1", 2, "--slots")]
    [TestCase("topic:NAME --slots many", 2, "many")]
    [TestCase("topic:NAME --capacity 0", 2, "--capacity")]
    [TestCase("topic:NAME --capacity 99999999999", 2, "99999999999")]
    [TestCase("topic:NAME --capacity 2000000000 --slots 1048576", 6, "bytes")]
    [TestCase("topic:NAME --history 256 --lines", 2, "256")]
    [TestCase("topic:NAME --mode 0888", 2, "0888")]
    [TestCase("topic:NAME --mode 0044", 2, "0600")]
    [TestCase("topic:NAME --receivers 0", 2, "--receivers")]
    [TestCase("topic:NAME --receivers 2 --no-wait", 2, "exclude")]
    [TestCase("topic:NAME --at-most-once", 2, "queue")]
    [TestCase("queue:NAME --concurrent", 2, "topic")]
    [TestCase("value:NAME --history 1", 2, "topic")]
    [TestCase("queue:NAME --size 10", 2, "--size")]
    [TestCase("topic:NAME --field int:1", 2, "--field")]
    [TestCase("topic:NAME --from ", 2, "--from")]
    [TestCase("topic:NAME --from /no/such/file", 3, "/no/such/file")]
    [TestCase("topic:NAME --from /tmp", 1, "directory")]
    [TestCase("posix:/NAME --slots 4", 2, "--slots")]
    public void TheServerRefuses(string line, int exitCode, string word) => AssertRefused(Server(Arguments(line)).End(), exitCode, "shm-server", word);

    [TestCase("topic:NAME", 3, "NAME")]
    [TestCase("topic:NAME --wait 0.05", 7, "NAME")]
    [TestCase("topic:NAME --wait soon", 2, "soon")]
    [TestCase("topic:NAME --count 0", 2, "--count")]
    [TestCase("topic:NAME --follow", 2, "value")]
    [TestCase("value:NAME --follow --count 1", 2, "exclude")]
    [TestCase("queue:NAME --lossy", 2, "topic")]
    [TestCase("queue:NAME --observe", 2, "--observe")]
    [TestCase("topic:NAME --lossy --observe", 2, "exclude")]
    [TestCase("topic:NAME --split x --to y", 2, "exclude")]
    [TestCase("topic:NAME --split x --numbered", 2, "exclude")]
    [TestCase("topic:NAME --grid", 2, "--grid")]
    [TestCase("topic:NAME --to /no/such/folder/file", 3, "/no/such/folder")]
    [TestCase("topic:NAME --to /tmp", 1, "directory")]
    public void TheClientRefuses(string line, int exitCode, string word) =>
        AssertRefused(Client(Arguments(line)), exitCode, "shm-client", word.Replace("NAME", Channel("")[1..], StringComparison.Ordinal));

    [Test]
    public void AClientOfTheWrongKindIsRefused()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Channel("")[1..]);
        AssertRefused(Client(Channel("topic")), 1, "shm-client", "is a queue");
        AssertRefused(Server(Channel("topic")).End(), 1, "shm-server", "is a queue");
    }

    [Test]
    public void ATopicHasOneServer()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Channel("")[1..]);
        AssertRefused(Server(Channel("topic")).End(), 4, "shm-server", "has its sender");
    }

    [Test]
    public void AStreamThatHasEndedTakesNoMore()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Channel("")[1..]);
        publisher.End();
        using ShmReceiver late = ShmTopic.OpenSubscriber(Channel("")[1..]);
        publisher.Dispose();
        AssertRefused(Server(Channel("topic")).End(), 4, "shm-server", "has ended");
    }

    [Test]
    public void ATopicThatIsNotObservableCannotBeObserved()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Channel("")[1..]);
        AssertRefused(Client(Channel("topic"), "--lossy"), 1, "shm-client", "observable");
        AssertRefused(Client(Channel("topic"), "--observe"), 1, "shm-client", "observable");
    }

    [Test]
    public void TheModeIsTheOneAskedFor()
    {
        ProgramProcess server = Server(Channel("topic"), "--mode", "0660");
        string path = $"/dev/shm/{Channel("")[1..]}";
        WaitUntil(() => File.Exists(path), "the channel");
        Assert.That((int)File.GetUnixFileMode(path), Is.EqualTo(Convert.ToInt32("660", 8)));
        server.Kill();
        AssertRefused(Client(Channel("topic"), "--to", "-"), 8, "shm-client", "gone");
    }

    private string[] Arguments(string line) => line.Replace("NAME", Channel("")[1..], StringComparison.Ordinal).Split(' ');
}
