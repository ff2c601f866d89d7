namespace ShmNative.Tests.Channels;

/// <summary>Many senders and receivers in processes of their own; every byte is checked. Pairs of all languages: ConformanceTests.</summary>
public sealed class ChannelProcessTests : ChannelFixture
{
    /// <summary>Sequences that pass the 48 bits of a state word on the way.</summary>
    private const long NearWrap = (1L << 48) - 20;

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
    public void ObserversMappingIsReadOnly([Values(Built.Jit, Built.Aot)] Built built)
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
