using System.Globalization;
using System.Text.RegularExpressions;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Malice;

/// <summary>
/// Every byte that another process can write is a lie in one of these states; a status, or the caller's own timeout, is all that may come of it.
/// `./build.sh malice` tries a million of them.
/// </summary>
public sealed partial class MaliceTests : ChannelFixture
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(20); // a hang is a failure, not the end of the run

    [Test]
    public void CorruptedStatesEndInAStatus()
    {
        (int code, string output) = Finish(TestHostProcess.Start("malice", "30000"));
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("states=30000\n").And.Contain("crashes=0 hangs=0"));
        foreach (string status in new[] { "Ok", "Corrupt", "Timeout", "Lapped" })
            Assert.That(Number(output, status), Is.Positive, $"{status} never happened: nothing was tried");
    }

    [Test]
    public void TheHarnessSeesACrash() => Sees("overrun", "crashes=1 hangs=0");

    [Test]
    public void TheHarnessSeesAHang() => Sees("hang", "crashes=0 hangs=1");

    [Test]
    public void TheSavedCorpusIsSurvived()
    {
        string corpus = Path.Combine(Checkout.Root, "src/ShmNative.Tests/Malice/Corpus");
        (int code, string output) = Finish(TestHostProcess.Start("malice-replay", corpus));
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.EndWith($"replayed={Directory.GetFiles(corpus).Length}\n"));
    }

    [TestCase("queue", "producer", "producer", "consumer", "consumer")]
    [TestCase("topic", "publisher", "subscriber", "lossy", "topic-observer")]
    [TestCase("value", "writer", "reader", "reader", "value-observer")]
    public void ProcessesOutliveAScribbler(string kind, params string[] roles)
    {
        string address = AddressOn("posix");
        Create(kind, address).Dispose();
        string[] channel = ["slots=8", "capacity=100", "persistent", .. kind == "topic" ? new[] { "observable", "concurrent" } : []];
        List<TestHostProcess> processes = [.. roles.Select(role => TestHostProcess.StartAot(["malice-use", role, address, "2500", .. channel]))];
        processes.Add(TestHostProcess.StartAot("malice-scribble", address, "2000", "77"));
        string all = "";
        foreach (TestHostProcess process in processes)
        {
            (int code, string output) = Finish(process);
            Assert.That(code, Is.Zero, output);
            all += $" {output}";
        }

        Assert.That(Number(all, "scribbles"), Is.GreaterThan(100));
        Assert.That(Number(all, "Ok"), Is.Positive, all);
        Assert.That(Number(all, "Corrupt"), Is.Positive, all);
        Remove(kind, address);
    }

    private static void Sees(string plant, string expected)
    {
        (int code, string output) = Finish(TestHostProcess.Start("malice", "200", $"plant={plant}"));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("state 100 of seed ").And.Contain(expected).And.Contain("states=99\n"));
    }

    private static ShmSender Create(string kind, string address)
    {
        ChannelOptions shape = new() { Slots = 8, Capacity = 100, Persistent = true };
        return kind switch
        {
            "queue" => ShmQueue.OpenProducer(address, shape),
            "topic" => ShmTopic.OpenPublisher(address, shape with { Observable = true, Concurrent = true }),
            _ => ShmValue.OpenWriter(address, shape),
        };
    }

    private static void Remove(string kind, string address)
    {
        Action<string> remove = kind switch { "queue" => ShmQueue.Remove, "topic" => ShmTopic.Remove, _ => ShmValue.Remove };
        try
        {
            remove(address);
        }
        catch (ShmException exception) when (exception.Status == ShmStatus.NotFound)
        {
            // The scribbler made it one that the last to leave removes.
        }
    }

    private static (int ExitCode, string Output) Finish(TestHostProcess process)
    {
        using (process)
        {
            Task<(int, string)> end = Task.Run(process.Finish);
            Assert.That(end.Wait(s_patience), Is.True, "it hangs");
            return end.Result;
        }
    }

    private static long Number(string output, string name) =>
        Numbers().Matches(output).Where(match => match.Groups[1].Value == name).Sum(match => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(\w+)=(\d+)")]
    private static partial Regex Numbers();
}
