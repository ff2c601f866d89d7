namespace ShmNative.Tests.Channels;

/// <summary>Senders and receivers in processes of their own, on the ordinary runtime and compiled ahead of time; every byte is checked.</summary>
public sealed class ChannelProcessTests : ChannelFixture
{
    private static readonly int[] s_sizes = [1, 8, 48, 64, 1000, 65536, 4 << 20];

    /// <summary>Sequences that pass the 48 bits of a state word on the way.</summary>
    private const long NearWrap = (1L << 48) - 20;

    private static readonly Built[] s_builds = [Built.Jit, Built.Aot];

    private static readonly string[] s_kinds = ["publisher", "concurrent publisher", "producer"];

    [TestCaseSource(nameof(s_builds))]
    public void EveryKindAndSizeArrives(Built sending)
    {
        foreach (Built receiving in s_builds)
        {
            using ChannelPeer sender = new(sending);
            using ChannelPeer receiver = new(receiving);
            foreach (string kind in s_kinds)
            {
                foreach (int size in s_sizes)
                    Exchange(sender, receiver, kind, size);
            }

            sender.Finish();
            receiver.Finish();
        }
    }

    [TestCaseSource(nameof(s_builds))]
    public void ValuesOfEverySizeAreWholeAndTheLastArrives(Built sending)
    {
        foreach (Built receiving in s_builds)
        {
            using ChannelPeer sender = new(sending);
            using ChannelPeer receiver = new(receiving);
            foreach (int size in s_sizes)
            {
                string name = $"{Name}-{size}";
                int count = size > 1 << 20 ? 20 : 2000;
                sender.Open("writer", name, $"capacity={size} slots=4 first={NearWrap}");
                receiver.Open("reader", name);
                receiver.Open("value-observer", name);
                receiver.Begin($"receive reader {count}");
                receiver.Begin($"receive value-observer {count} timeout=0");
                Assert.That(sender.Do($"send writer {count} size={size}"), Does.Contain($"sent={count} ").And.EndWith("status=Ok"));
                Assert.That(sender.Do("end writer"), Is.EqualTo("Ok"));
                foreach (string line in new[] { receiver.ReadLine(), receiver.ReadLine() })
                {
                    // Both saw the last one, whatever else they saw.
                    Assert.That(ChannelPeer.Number(line, "bad"), Is.Zero, line);
                    Assert.That(ChannelPeer.Number(line, "first") + ChannelPeer.Number(line, "gaps") + ChannelPeer.Number(line, "count"), Is.EqualTo(count), line);
                }

                sender.Do("close writer");
                receiver.Do("close reader");
                receiver.Do("close value-observer");
            }

            sender.Finish();
            receiver.Finish();
        }
    }

    [Test]
    public void EverySubscriberGetsAllOfEveryPublisher([Values(1, 4, 16)] int publishers, [Values(1, 8, 32)] int subscribers)
    {
        const int Each = 500;
        ChannelPeer[] senders = [.. Enumerable.Range(0, Math.Min(publishers, 4)).Select(_ => new ChannelPeer())];
        ChannelPeer[] receivers = [.. Enumerable.Range(0, Math.Min(subscribers, 4)).Select(_ => new ChannelPeer())];
        try
        {
            for (int i = 0; i < publishers; i++)
                senders[i % senders.Length].Open("publisher", Name, $"concurrent slots=64 participants=64 first={NearWrap}", $"p{i}");
            for (int i = 0; i < subscribers; i++)
            {
                receivers[i % receivers.Length].Open("subscriber", Name, "wait=10", $"s{i}");
                receivers[i % receivers.Length].Begin($"receive s{i} {publishers * Each} batch={i % 3}");
            }

            for (int i = 0; i < publishers; i++)
                senders[i % senders.Length].Begin($"send p{i} {Each} sender={i} size={(i * 7) + 1} batch={i % 4} timeout={(i % 3) - 1}");
            for (int i = 0; i < publishers; i++)
                Assert.That(senders[i % senders.Length].ReadLine(), Does.Contain($" sent={Each} ").And.EndWith("status=Ok"));
            for (int i = 0; i < subscribers; i++)
            {
                Assert.That(receivers[i % receivers.Length].ReadLine(),
                    Does.Contain($" count={publishers * Each} first=0 gaps=0 bad=0 ").And.EndWith("status=Ok"));
            }

            FinishAll(senders);
            FinishAll(receivers);
        }
        finally
        {
            DisposeAll([.. senders, .. receivers]);
        }
    }

    [Test]
    public void EveryMessageOfEveryProducerIsTakenOnce([Values(1, 4, 16)] int producers, [Values(1, 8, 32)] int consumers)
    {
        const int Each = 1000;
        ChannelPeer[] senders = [.. Enumerable.Range(0, Math.Min(producers, 4)).Select(_ => new ChannelPeer())];
        ChannelPeer[] receivers = [.. Enumerable.Range(0, Math.Min(consumers, 4)).Select(_ => new ChannelPeer())];
        try
        {
            for (int i = 0; i < producers; i++)
                senders[i % senders.Length].Open("producer", Name, $"slots=32 participants=64 first={NearWrap}", $"p{i}");
            for (int i = 0; i < consumers; i++)
            {
                receivers[i % receivers.Length].Open("consumer", Name, "wait=10", $"c{i}");
                receivers[i % receivers.Length].Begin($"receive c{i} 1000000 batch={i % 3} timeout={(i % 3) - 1}");
            }

            for (int i = 0; i < producers; i++)
                senders[i % senders.Length].Begin($"send p{i} {Each} sender={i} size={(i * 7) + 1} batch={i % 4} timeout={(i % 3) - 1}");
            long sent = 0, received = 0, count = 0;
            for (int i = 0; i < producers; i++)
            {
                string line = senders[i % senders.Length].ReadLine();
                Assert.That(line, Does.EndWith("status=Ok"));
                sent += ChannelPeer.Number(line, "sum");
            }

            Assert.That(senders[0].Do("end p0"), Is.EqualTo("Ok"));
            for (int i = 0; i < consumers; i++)
            {
                string line = receivers[i % receivers.Length].ReadLine();
                Assert.That(line, Does.Contain(" bad=0 ").And.Contain(" again=0 ").And.EndWith("status=Closed"));
                received += ChannelPeer.Number(line, "sum");
                count += ChannelPeer.Number(line, "count");
            }

            Assert.That((count, received), Is.EqualTo(((long)producers * Each, sent)));
            FinishAll(senders);
            FinishAll(receivers);
        }
        finally
        {
            DisposeAll([.. senders, .. receivers]);
        }
    }

    [Test]
    public void LappedCountsAddUp([Values("lossy", "topic-observer")] string role, [Values] bool concurrent)
    {
        const int Count = 20_000;
        using ChannelPeer sender = new();
        using ChannelPeer receiver = new();
        sender.Open("publisher", Name, $"slots=8 observable first={NearWrap} {(concurrent ? "concurrent" : "")}");
        receiver.Open(role, Name);
        receiver.Begin($"receive {role} {Count}");
        Assert.That(sender.Do($"send publisher {Count} size=900"), Does.EndWith("status=Ok"));
        Assert.That(sender.Do("end publisher"), Is.EqualTo("Ok"));
        string line = receiver.ReadLine();
        Assert.That(line, Does.Contain(" bad=0 ").And.EndWith("status=Closed"));
        Assert.That(ChannelPeer.Number(line, "count") + ChannelPeer.Number(line, "lost"), Is.EqualTo(Count), line);
        sender.Finish();
        receiver.Finish();
    }

    [Test]
    public void LateSubscribersGetTheHistoryThatTheyAskFor([Values] bool concurrent)
    {
        using ChannelPeer sender = new();
        using ChannelPeer receiver = new();
        sender.Open("publisher", Name, $"slots=16 history=5 first={NearWrap} {(concurrent ? "concurrent" : "")}");
        Assert.That(sender.Do("send publisher 100"), Does.EndWith("status=Ok"));
        foreach ((int wanted, int got) in new[] { (0, 0), (3, 3), (5, 5), (9, 5) })
            receiver.Open("subscriber", Name, $"want={wanted}", $"s{wanted}-{got}");
        Assert.That(sender.Do("end publisher"), Is.EqualTo("Ok"));
        foreach ((int wanted, int got) in new[] { (0, 0), (3, 3), (5, 5), (9, 5) })
        {
            Assert.That(receiver.Do($"receive s{wanted}-{got} 100"), Does.StartWith($"count={got} first={(got == 0 ? 0 : 100 - got)} gaps=0 bad=0 ")
                .And.EndWith("status=Closed"));
        }

        sender.Finish();
        receiver.Finish();
    }

    [Test]
    public void ObserversMappingIsReadOnly([Values] Built built)
    {
        using ChannelPeer sender = new();
        using ChannelPeer observer = new(built);
        sender.Open("publisher", Name, "observable");
        observer.Open("topic-observer", Name);
        observer.Begin("poke topic-observer");
        Assert.That(observer.ReadLine(), Is.EqualTo("poking"));
        Assert.That(observer.Ended(), Is.AnyOf(128 + 11, 128 + 6)); // SIGSEGV, or the abort that the runtime makes of it
        Assert.That(sender.Do("send publisher 10"), Does.EndWith("status=Ok"));
        sender.Finish();
    }

    private void Exchange(ChannelPeer sender, ChannelPeer receiver, string kind, int size)
    {
        string name = $"{Name}-{size}", role = kind.Split(' ')[^1], receiving = role == "producer" ? "consumer" : "subscriber";
        int count = size > 1 << 20 ? 20 : 500;
        string case_ = $"{kind}, {size} bytes";
        sender.Open(role, name, $"capacity={size} slots=8 first={NearWrap} {kind.Split(' ')[0]}");
        receiver.Open(receiving, name);

        // Blocking and copied; polling and in place; finite timeouts and batches.
        foreach (string mode in new[] { "", "timeout=0 batch=1", "timeout=3 batch=4" })
        {
            receiver.Begin($"receive {receiving} {count} {mode}");
            string sent = sender.Do($"send {role} {count} size={size} {mode}");
            Assert.That(sent, Does.Contain($"sent={count} ").And.EndWith("status=Ok"), case_);
            Assert.That(receiver.ReadLine(), Does.Contain($"count={count} first=0 gaps=0 bad=0 lost=0 again=0 ").And.EndWith(
                $"sum={ChannelPeer.Number(sent, "sum")} status=Ok"), case_);
        }

        Assert.That(sender.Do($"end {role}"), Is.EqualTo("Ok"));
        Assert.That(receiver.Do($"receive {receiving} 1"), Does.EndWith("status=Closed"), case_);
        sender.Do($"close {role}");
        receiver.Do($"close {receiving}");
    }

    private static void FinishAll(ChannelPeer[] peers)
    {
        foreach (ChannelPeer peer in peers)
            peer.Finish();
    }

    private static void DisposeAll(ChannelPeer[] peers)
    {
        foreach (ChannelPeer peer in peers)
            peer.Dispose();
    }
}
