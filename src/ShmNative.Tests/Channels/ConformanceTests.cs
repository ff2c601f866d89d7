using ShmNative.Tests.Programs.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>
/// One description of what channels do, for every language as the sender with every language as the receiver, in processes of their own. Every
/// byte is checked.
/// </summary>
[TestFixtureSource(nameof(Pairs))]
public sealed class ConformanceTests(Built sending, Built receiving) : ChannelFixture
{
    private static readonly Built[] s_languages = [Built.Jit, Built.Aot, Built.C, Built.Cpp, Built.Inline];

    private static readonly int[] s_sizes = [1, 8, 48, 64, 1000, 65536, 4 << 20];

    /// <summary>Sequences that pass the 48 bits of a state word on the way.</summary>
    private const ulong Wrap = 1UL << 48, NearWrap = Wrap - 20;

    /// <summary>A wait that is meant to end by itself, and one that is not.</summary>
    private const string Shortly = "timeout=20 once", Patiently = "timeout=300000 once";

    private ChannelPeer _sender = null!;
    private ChannelPeer _receiver = null!;

    public static IEnumerable<TestFixtureData> Pairs() =>
        from sending in s_languages
        from receiving in s_languages
        select new TestFixtureData(sending, receiving).SetArgDisplayNames($"{sending}To{receiving}");

    [SetUp]
    public void Start() => (_sender, _receiver) = (new ChannelPeer(sending), new ChannelPeer(receiving));

    [TearDown]
    public void Stop()
    {
        // Before the fixture looks for what was left behind; a peer that a test killed has nothing to finish.
        using (_sender)
        using (_receiver)
        {
            _sender.Finish();
            if (!_receiver.HasExited)
                _receiver.Finish();
        }
    }

    [Test]
    public void EveryKindAndSizeArrives([Values("publisher", "concurrent publisher", "producer")] string kind)
    {
        foreach (int size in s_sizes)
            Exchange(kind, size);
    }

    [Test]
    public void ValuesOfEverySizeAreWholeAndTheLastArrives()
    {
        foreach (int size in s_sizes)
        {
            string name = $"{Name}-{size}";
            int count = size > 1 << 20 ? 10 : 1000;
            OpenNearWrap("writer", name, $"capacity={size} slots=4");
            _receiver.Open("reader", name);
            _receiver.Open("value-observer", name);
            _receiver.Begin($"receive reader {count}");
            _receiver.Begin($"receive value-observer {count} timeout=0");
            Assert.That(_sender.Do($"send writer {count} size={size}"), Does.Contain($"sent={count} ").And.EndWith("status=Ok"));
            Assert.That(_sender.Do("end writer"), Is.EqualTo("Ok"));
            foreach (string line in new[] { _receiver.ReadLine(), _receiver.ReadLine() })
            {
                // Both saw the last one, whatever else they saw.
                Assert.That(ChannelPeer.Number(line, "bad"), Is.Zero, line);
                Assert.That(ChannelPeer.Number(line, "first") + ChannelPeer.Number(line, "gaps") + ChannelPeer.Number(line, "count"), Is.EqualTo(count), line);
            }

            Assert.That(_receiver.Do("get reader"), Does.StartWith("count=1 ").And.Contain(" bad=0 ").And.EndWith("status=Ok"), "once more");
            Assert.That(ChannelBytes.Latest($"/dev/shm/{name}"), Is.EqualTo(NearWrap + (ulong)count), "the writer's, counted on from the first");
            Close("writer", "reader", "value-observer");
        }
    }

    [Test]
    public void LappedCountsAddUp([Values("lossy", "topic-observer")] string role, [Values("", "concurrent")] string publishers)
    {
        const int Count = 20_000;
        OpenNearWrap("publisher", Name, $"slots=8 observable {publishers}");
        _receiver.Open(role, Name);
        _receiver.Begin($"receive {role} {Count + 1}"); // to the end, also when none was lost
        Assert.That(_sender.Do($"send publisher {Count} size=900"), Does.EndWith("status=Ok"));
        Assert.That(_sender.Do("end publisher"), Is.EqualTo("Ok"));
        string line = _receiver.ReadLine();
        Assert.That(line, Does.Contain(" bad=0 ").And.EndWith("status=Closed"));
        Assert.That(ChannelPeer.Number(line, "count") + ChannelPeer.Number(line, "lost"), Is.EqualTo(Count), line);
        AssertPassedTheWrap(Name);
    }

    [Test]
    public void WhoWasLappedIsTold()
    {
        _sender.Open("publisher", Name, "slots=8 observable");
        _receiver.Open("lossy", Name);
        Assert.That(_sender.Do("send publisher 100"), Does.EndWith("status=Ok"));
        string line = _receiver.Do("receive lossy 100 once timeout=0");
        Assert.That(line, Does.Contain(" gaps=0 bad=0 ").And.EndWith("status=Empty"));
        Assert.That(ChannelPeer.Number(line, "lapped"), Is.EqualTo(1), line);
        Assert.That(ChannelPeer.Number(line, "first"), Is.EqualTo(ChannelPeer.Number(line, "lost")).And.InRange(92, 99), line);
        Assert.That(ChannelPeer.Number(line, "count") + ChannelPeer.Number(line, "lost"), Is.EqualTo(100), line);
    }

    [Test]
    public void LateSubscribersGetTheHistoryThatTheyAskFor([Values("", "concurrent")] string publishers)
    {
        OpenNearWrap("publisher", Name, $"slots=16 history=5 {publishers}");
        Assert.That(_sender.Do("send publisher 100"), Does.EndWith("status=Ok"));
        AssertPassedTheWrap(Name);
        (int Wanted, int Got)[] cases = [(0, 0), (3, 3), (5, 5), (9, 5)];
        foreach ((int wanted, _) in cases)
            _receiver.Open("subscriber", Name, $"want={wanted}", $"s{wanted}");
        Assert.That(_sender.Do("end publisher"), Is.EqualTo("Ok"));
        foreach ((int wanted, int got) in cases)
        {
            Assert.That(_receiver.Do($"receive s{wanted} 100"),
                Does.StartWith($"count={got} first={(got == 0 ? 0 : 100 - got)} gaps=0 bad=0 ").And.EndWith("status=Closed"));
        }
    }

    [Test]
    public void WhatADeadConsumerHadTakenComesAgainOrIsDropped([Values] bool atMostOnce)
    {
        _sender.Open("producer", Name, $"slots=4 {(atMostOnce ? "at-most-once" : "")}");
        _receiver.Open("consumer", Name);
        Assert.That(_sender.Do("send producer 2"), Does.EndWith("status=Ok"));
        Assert.That(_receiver.Do("take consumer"), Is.EqualTo("Ok"));
        _receiver.Kill();
        using ChannelPeer next = new(receiving);
        next.Open("consumer", Name);
        Assert.That(_sender.Do("end producer"), Is.EqualTo("Ok"));
        (int count, int again) = atMostOnce ? (1, 0) : (2, 1);
        Assert.That(next.Do("receive consumer 10"), Does.StartWith($"count={count} ").And.Contain(" bad=0 ").And.Contain($" again={again} ").And.EndWith("status=Closed"));
        next.Finish();
    }

    [Test]
    public void BlockedCallsSayWhy([Values("publisher subscriber", "producer consumer")] string roles)
    {
        string sender = roles.Split(' ')[0], receiver = roles.Split(' ')[1];
        _sender.Open(sender, Name, "slots=4");
        _receiver.Open(receiver, Name);
        Assert.That(_receiver.Do($"receive {receiver} 1 once timeout=0"), Does.EndWith("status=Empty"));
        Assert.That(_receiver.Do($"receive {receiver} 1 {Shortly}"), Does.EndWith("status=Timeout"));
        Assert.That(_sender.Do($"send {sender} 5 once timeout=0"), Does.StartWith("sent=4 ").And.EndWith("status=Full"));
        Assert.That(_sender.Do($"send {sender} 1 {Shortly}"), Does.EndWith("status=Timeout"));
        Cancelled(_sender, $"send {sender} 1 {Patiently}");
        Assert.That(_receiver.Do($"receive {receiver} 4 {Patiently}"), Does.StartWith("count=4 first=0 gaps=0 bad=0 "));
        Cancelled(_receiver, $"receive {receiver} 1 {Patiently}");

        // Nobody on the other side: with the one who reads gone, a queue fills up, and a topic has nobody left to wait for.
        _receiver.Do($"close {receiver}");
        if (sender == "producer")
            Assert.That(_sender.Do($"send {sender} 5 {Patiently}"), Does.StartWith("sent=4 ").And.EndWith("status=NoPeer"));
        else
            Assert.That(_sender.Do($"send {sender} 5 {Patiently}"), Does.EndWith("status=Ok"));
        _receiver.Open(receiver, Name);
        _sender.Do($"close {sender}");
        Assert.That(_receiver.Do($"receive {receiver} 5 {Patiently}"), Does.EndWith("status=NoPeer"), "closing an end is not the end of the stream");
        _receiver.Do($"close {receiver}");
    }

    [Test]
    public void RemovedChannelsAreRetired([Values("topic publisher subscriber", "queue producer consumer", "value writer reader")] string roles)
    {
        string[] words = roles.Split(' ');
        _sender.Open(words[1], Name, "slots=4");
        _receiver.Open(words[2], Name);
        _receiver.Begin($"receive {words[2]} 1 {Patiently}");
        Assert.That(_sender.Do($"remove {words[0]} {Name}"), Is.EqualTo("Ok"));
        Assert.That(_receiver.ReadLine(), Does.EndWith("status=Retired"));
        Assert.That(_sender.Do($"remove {words[0]} {Name}"), Does.StartWith("NotFound: "));
        Assert.That(_receiver.Do($"open again {words[2]} {Name}"), Does.StartWith("NotFound: "));
        Close(words[1], words[2]);
    }

    [Test]
    public void EachRefusalHasItsStatus()
    {
        string[] openings =
        [
            "publisher nonsense:x|InvalidAddress", "publisher NAME slots=3|InvalidArgument", "publisher NAME slots=4 history=4|InvalidArgument",
            "publisher NAME participants=4096|InvalidArgument", "producer NAME history=1|InvalidArgument", "writer NAME concurrent|InvalidArgument",
            "publisher NAME capacity=1073741824 slots=1048576|NotEnoughMemory", "subscriber NAME|NotFound", "publisher NAME mode=200|InvalidArgument",
        ];
        foreach (string[] opening in openings.Select(text => text.Split('|')))
            Assert.That(_sender.Do($"open x {opening[0].Replace("NAME", Name, StringComparison.Ordinal)}"), Does.StartWith($"{opening[1]}: "), opening[0]);

        _sender.Open("publisher", Name, "slots=4 capacity=8 participants=2");
        foreach ((string role, string status) in new[] { ("publisher", "RoleTaken"), ("consumer", "WrongKind"), ("reader", "WrongKind"), ("lossy", "WrongKind") })
            Assert.That(_receiver.Do($"open x {role} {Name}"), Does.StartWith($"{status}: "), role);
        _receiver.Open("subscriber", Name);
        Assert.That(_receiver.Do($"open x subscriber {Name}"), Does.StartWith("TooManyParticipants: "));
        foreach ((string command, string answer) in new[]
        {
            ("send publisher 1 size=9", "sent=0 sum=0 status=TooLarge"), ("commit publisher 1", "NoClaim"), ("abort publisher", "NoClaim"),
            ("claim publisher", "Ok"), ("commit publisher 9", "TooLarge"), ("end publisher", "NoClaim"), ("send publisher 1", "sent=0 sum=0 status=InvalidArgument"),
            ("commit publisher 8", "Ok"), ("commit publisher 8", "NoClaim"), ("claim publisher", "Ok"), ("abort publisher", "Ok"), ("end publisher", "Ok"),
            ("send publisher 1", "sent=0 sum=0 status=Closed"),
        })
        {
            Assert.That(_sender.Do(command), Is.EqualTo(answer), command);
        }

        foreach ((string command, string answer) in new[]
        {
            ("release subscriber", "NoClaim"), ("take subscriber", "Ok"), ("release subscriber", "Ok"), ("take subscriber", "Closed"),
        })
        {
            Assert.That(_receiver.Do(command), Is.EqualTo(answer), command);
        }

        Close("publisher", "subscriber");
        Assert.That(_sender.Do("claim publisher"), Is.EqualTo("InvalidHandle"));
        Assert.That(_receiver.Do("take subscriber"), Is.EqualTo("InvalidHandle"));
    }

    [Test]
    public void AnotherTypeIsRefusedAndBothAreNamed()
    {
        _sender.Open("publisher", Name, "type=tick/8");
        foreach (string type in new[] { "tock/8", "tick/4" })
        {
            string answer = _receiver.Do($"open x subscriber {Name} type={type}");
            Assert.That(answer, Does.StartWith("TypeMismatch: ").And.Contain("'tick' of 8 bytes").And.Contain($"'{type.Split('/')[0]}' of {type[^1]} bytes"));
        }

        _receiver.Open("subscriber", Name, "type=tick/8");
        Close("publisher", "subscriber");
    }

    [Test]
    public void ForkedChildHasNoPart()
    {
        if (sending == Built.Jit)
            Assert.Ignore("the ordinary runtime does not survive a fork");
        _sender.Open("publisher", Name, "slots=4");
        _receiver.Open("subscriber", Name);
        Assert.That(_sender.Do("fork publisher"), Is.EqualTo("exit=77 signal=0"), "77: the child was told that it is one");
        Assert.That(_receiver.Do("take subscriber"), Is.EqualTo("Ok"), "the parent's, from before the fork");
        Assert.That(_receiver.Do("release subscriber"), Is.EqualTo("Ok"));
        Assert.That(_receiver.Do("take subscriber"), Is.EqualTo("Empty"));
        Assert.That(_sender.Do("send publisher 1"), Does.EndWith("status=Ok"));
        Assert.That(_receiver.Do("receive subscriber 1"), Does.StartWith("count=1 first=0 gaps=0 bad=0 "));
    }

    private void Exchange(string kind, int size)
    {
        string name = $"{Name}-{size}", role = kind.Split(' ')[^1], reading = role == "producer" ? "consumer" : "subscriber";
        (int count, int slots) = size > 1 << 20 ? (10, 4) : (300, 8); // two of the largest are less than the 64 MB that /dev/shm has in containers
        string case_ = $"{kind}, {size} bytes";
        OpenNearWrap(role, name, $"capacity={size} slots={slots} {kind.Split(' ')[0]}");
        _receiver.Open(reading, name);

        // Blocking and copied; polling and in place; finite timeouts and several claims at once; batches.
        foreach (string mode in new[] { "", "timeout=0 batch=1", "timeout=3 batch=4", "many=5" })
        {
            _receiver.Begin($"receive {reading} {count} {mode}");
            string sent = _sender.Do($"send {role} {count} size={size} {mode}");
            Assert.That(sent, Does.Contain($"sent={count} ").And.EndWith("status=Ok"), case_);
            Assert.That(_receiver.ReadLine(), Does.Contain($"count={count} first=0 gaps=0 bad=0 lost=0 lapped=0 again=0 ").And.EndWith(
                $"sum={ChannelPeer.Number(sent, "sum")} status=Ok"), case_);
        }

        Assert.That(_sender.Do($"end {role}"), Is.EqualTo("Ok"));
        Assert.That(_receiver.Do($"receive {reading} 1"), Does.EndWith("status=Closed"), case_);
        AssertPassedTheWrap(name);
        Close(role, reading);
    }

    /// <summary>
    /// Opens the sender, on a channel whose first sequence is just before the wrap. No language but C# has a way to choose it, and that one for tests
    /// only: so such a channel is made here, and kept until the sender is in.
    /// </summary>
    private void OpenNearWrap(string role, string name, string options)
    {
        string reading = role switch { "publisher" => "subscriber", "producer" => "consumer", _ => "reader" };
        using ChannelPeer maker = new();
        maker.Open(role, name, $"{options} first={NearWrap}");
        maker.Open(reading, name);
        Assert.That(maker.Do($"close {role}"), Is.EqualTo("closed"));
        _sender.Open(role, name, options);
        maker.Finish();
    }

    private static void AssertPassedTheWrap(string name) => Assert.That(ChannelBytes.Tail($"/dev/shm/{name}"), Is.GreaterThan(Wrap));

    /// <summary>The wait has begun, or begins soon: a cancellation ends it in both cases.</summary>
    private static void Cancelled(ChannelPeer peer, string command)
    {
        peer.Begin(command);
        peer.Begin($"cancel {command.Split(' ')[1]}");
        string[] answers = [peer.ReadLine(), peer.ReadLine()];
        Assert.That(answers, Has.One.EndsWith(" Ok").And.One.EndsWith("status=Cancelled"), command);
    }

    private void Close(string sender, params string[] receivers)
    {
        Assert.That(_sender.Do($"close {sender}"), Is.EqualTo("closed"));
        foreach (string receiver in receivers)
            Assert.That(_receiver.Do($"close {receiver}"), Is.EqualTo("closed"));
    }
}
