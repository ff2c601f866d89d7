using System.Text.RegularExpressions;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Waiting;

namespace ShmNative.Tests.Channels;

/// <summary>The examples of docs/channels.md are bodies of tests, here and in native-tests: they compile, run, and stand in the document word for word.</summary>
public sealed partial class ChannelDocumentTests : ChannelFixture
{
    [Test]
    public void Topic()
    {
        string name = Name;
        using ShmSender<double> publisher = ShmTopic<double>.OpenPublisher(name, new() { Slots = 64, History = 1 });
        publisher.Send(22 / 7.0);

        using ShmReceiver<double> subscriber = ShmTopic<double>.OpenSubscriber(name, new() { History = 1 });
        ShmStatus status = subscriber.TryReceive(out double pi, TimeSpan.FromSeconds(1));
        Assert.That((status, pi), Is.EqualTo((ShmStatus.Ok, 22 / 7.0)));
    }

    [Test]
    public void Queue()
    {
        string name = Name;
        using ShmSender producer = ShmQueue.OpenProducer(name, new() { Capacity = 1 << 20 });
        if (producer.TryClaim(out ShmSender.Claim claim) == ShmStatus.Ok)
        {
            claim.Bytes[..1000].Fill(42); // in place: nothing is copied
            claim.Commit(1000);
        }

        using ShmReceiver consumer = ShmQueue.OpenConsumer(name);
        Assert.That(consumer.Receive(), Has.Length.EqualTo(1000));
    }

    [Test]
    public void Value()
    {
        string name = Name;
        using ShmSender<long> writer = ShmValue<long>.OpenWriter(name);
        using ShmReader<long> reader = ShmValue<long>.OpenObserver(name);
        writer.Send(1);
        writer.Send(2);
        reader.TryGet(out long newest);
        Assert.That(newest, Is.EqualTo(2));
    }

    [Test]
    public void Waiting()
    {
        int taken = 0;
        using ShmSender first = ShmQueue.OpenProducer(Name);
        using ShmSender second = ShmQueue.OpenProducer(Name + "-b");
        using ShmReceiver orders = ShmQueue.OpenConsumer(Name);
        using ShmReceiver prices = ShmQueue.OpenConsumer(Name + "-b");
        Ok(first.TrySend([1]));
        Ok(second.TrySend([2]));
        using ShmWaitSet set = new();
        set.Add(orders, tag: 1);
        set.Add(prices, tag: 2);
        ShmReady[] ready = new ShmReady[2];
        while (set.Wait(ready, out int count, TimeSpan.FromSeconds(1)) == ShmStatus.Ok)
        {
            foreach (ShmReady one in ready.AsSpan(0, count))
                taken += Drain(one.Tag == 1 ? orders : prices);
        }

        Assert.That(taken, Is.EqualTo(2));
    }

    [Test]
    public void StartUp([Values] bool subscriberFirst)
    {
        List<double> received = [];
        Task? first = subscriberFirst ? Task.Run(() => Subscribe(Name, received)) : null;
        Task publisher = Task.Run(() => Publish(Name));
        if (!subscriberFirst)
            Assert.That(SpinWait.SpinUntil(() => File.Exists($"/dev/shm/{Name}"), TimeSpan.FromSeconds(60)), Is.True);
        Task.WaitAll(publisher, first ?? Task.Run(() => Subscribe(Name, received)));
        Assert.That(received, Is.EqualTo(new[] { 22 / 7.0 }));
    }

    private static void Publish(string name)
    {
        using ShmSender<double> publisher = ShmTopic<double>.OpenPublisher(name, endpoint: new() { WaitForPeer = true });
        while (publisher.Bytes.Peers == 0)
            Thread.Sleep(1);
        publisher.Send(22 / 7.0);
        publisher.End();
    }

    private static void Subscribe(string name, List<double> received)
    {
        using ShmReceiver<double> subscriber = ShmTopic<double>.OpenSubscriber(name, new() { Wait = Timeout.InfiniteTimeSpan, WaitForPeer = true });
        while (subscriber.TryReceive(out double pi, Timeout.InfiniteTimeSpan) == ShmStatus.Ok)
            received.Add(pi);
    }

    private static int Drain(ShmReceiver receiver)
    {
        int taken = 0;
        for (; receiver.TryTake(out ShmReceiver.Message message) == ShmStatus.Ok; taken++)
            message.Dispose();
        return taken;
    }

    [TestCase("csharp", 5, "src/ShmNative.Tests/Channels/ChannelDocumentTests.cs")]
    [TestCase("cpp", 1, "native-tests/wrapper_channels.cpp")]
    [TestCase("c", 1, "native-tests/channels.c")]
    public void ExamplesAreBodiesOfTests(string language, int count, string file)
    {
        string document = File.ReadAllText(Path.Combine(Checkout.Root, "docs/channels.md"));
        string[] source = [.. File.ReadLines(Path.Combine(Checkout.Root, file)).Select(line => line.Trim())];
        string[] examples = [.. Examples().Matches(document).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value)];
        Assert.That(examples, Has.Length.EqualTo(count));
        foreach (string example in examples)
        {
            foreach (string line in example.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.That(source, Does.Contain(line.Trim()));
        }
    }

    [GeneratedRegex("```(csharp|cpp|c)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
