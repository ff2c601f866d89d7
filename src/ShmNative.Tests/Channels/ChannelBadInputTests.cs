using System.Reflection;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>Each mistake has its own status and a message that says what to do; hostile bytes end in a status too.</summary>
public sealed class ChannelBadInputTests : ChannelFixture
{
    private static readonly TestCaseData[] s_wishes =
    [
        new TestCaseData(new ChannelOptions { Slots = 3 }, ShmStatus.InvalidArgument, "3 slots cannot be: use a power of two, at least 2"),
        new TestCaseData(new ChannelOptions { Slots = 1 }, ShmStatus.InvalidArgument, "use a power of two, at least 2"),
        new TestCaseData(new ChannelOptions { Slots = -8 }, ShmStatus.InvalidArgument, "use a power of two, at least 2"),
        new TestCaseData(new ChannelOptions { Slots = 1L << 40 }, ShmStatus.InvalidArgument, "use a power of two"),
        new TestCaseData(new ChannelOptions { Capacity = -1 }, ShmStatus.InvalidArgument, "a capacity of -1 bytes cannot be: use 1 to "),
        new TestCaseData(new ChannelOptions { Capacity = 1L << 31 }, ShmStatus.InvalidArgument, "use 1 to "),
        new TestCaseData(new ChannelOptions { Capacity = 1 << 30, Slots = 1 << 20 }, ShmStatus.NotEnoughMemory, ""),
        new TestCaseData(new ChannelOptions { Slots = 4, History = 4 }, ShmStatus.InvalidArgument, "a history of 4 messages needs more than 4 slots"),
        new TestCaseData(new ChannelOptions { History = -1 }, ShmStatus.InvalidArgument, "a history of -1"),
        new TestCaseData(new ChannelOptions { Participants = 4096 }, ShmStatus.InvalidArgument, "4096 participants cannot be: use 1 to 4095"),
        new TestCaseData(new ChannelOptions { AtMostOnce = true }, ShmStatus.InvalidArgument, "at most once is for queues"),
    ];

    [TestCaseSource(nameof(s_wishes))]
    public void ImpossibleWishesAreRefused(ChannelOptions creation, ShmStatus status, string message) =>
        Assert.That(Refused(status, () => ShmTopic.OpenPublisher(Name, creation)).Message, Does.Contain(message));

    [Test]
    public void OptionsOfAnotherKindAreRefused()
    {
        Refused(ShmStatus.InvalidArgument, () => ShmQueue.OpenProducer(Name, new() { History = 1 }));
        Refused(ShmStatus.InvalidArgument, () => ShmValue.OpenWriter(Name, new() { Concurrent = true }));
    }

    [TestCase(ChannelKind.Topic)]
    [TestCase(ChannelKind.Queue)]
    [TestCase(ChannelKind.Value)]
    public void NamesHaveAtMost249BytesWhateverTheKind(ChannelKind kind)
    {
        string longest = Name.PadRight(249, 'n');
        foreach (string address in (string[])[longest, $"file:{Path.GetTempPath()}{longest}"])
        {
            Open(kind, address).Dispose();
            Assert.That(Refused(ShmStatus.InvalidAddress, () => Open(kind, address + "n")).Message, Does.Contain("at most 249 bytes"));
        }
    }

    [TestCase("a:b", "posix:/NAME")]
    [TestCase("posx:/a", "posix:/NAME")]
    [TestCase("a:\nb", "posix:/NAME")]
    [TestCase("a.locks", "end in .locks")]
    [TestCase("file:/tmp/a.locks", "end in .locks")]
    [TestCase("shmnative.owner.x", "begin with shmnative.")]
    public void NamesThatMeanSomethingElseAreRefusedWithTheReason(string name, string reason)
    {
        foreach (ChannelKind kind in Enum.GetValues<ChannelKind>().Where(kind => kind != 0))
            Assert.That(Refused(ShmStatus.InvalidAddress, () => Open(kind, name)).Message, Does.Contain(reason));
    }

    [Test]
    public void AFileInTheWayOfTheLocksIsNamed()
    {
        string path = $"/dev/shm/{Name}.locks";
        File.WriteAllText(path, "precious");
        Assert.That(Refused(ShmStatus.AlreadyExists, () => ShmValue.OpenWriter(Name)).Message, Does.Contain($"'{path}'").And.Contain("in the way"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("precious"));
        File.Delete(path);
    }

    private static ShmSender Open(ChannelKind kind, string address) => kind switch
    {
        ChannelKind.Topic => ShmTopic.OpenPublisher(address, new() { Observable = true }),
        ChannelKind.Queue => ShmQueue.OpenProducer(address),
        _ => ShmValue.OpenWriter(address),
    };

    [Test]
    public void AnotherKindIsRefusedAndBothAreNamed()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name);
        Assert.That(Refused(ShmStatus.WrongKind, () => ShmQueue.OpenConsumer(Name)).Message, Does.Contain("is a topic, not a queue"));
        Refused(ShmStatus.WrongKind, () => ShmQueue.Remove(Name));
    }

    [Test]
    public void WhatIsNoChannelIsRefusedAndLeftAlone()
    {
        string path = $"/dev/shm/{Name}";
        foreach (int size in new[] { 0, 100, 4096, 10_000 })
        {
            File.WriteAllBytes(path, new byte[size]);
            Refused(ShmStatus.WrongKind, () => ShmTopic.OpenPublisher(Name));
            Refused(ShmStatus.WrongKind, () => ShmTopic.OpenSubscriber(Name));
            Refused(ShmStatus.WrongKind, () => ShmTopic.Remove(Name));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[size]));
        }

        File.Delete(path);
    }

    [Test]
    public void TableThatIsFullSaysSo()
    {
        using ShmSender one = ShmQueue.OpenProducer(Name, new() { Participants = 2 });
        using ShmReceiver two = ShmQueue.OpenConsumer(Name);
        Assert.That(Refused(ShmStatus.TooManyParticipants, () => ShmQueue.OpenConsumer(Name)).Message, Does.Contain("create it with more"));
        Refused(ShmStatus.TooManyParticipants, () => ShmQueue.OpenProducer(Name));
    }

    [Test]
    public void MisusedClaimsAreToldApart()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 4, Capacity = 8 });
        Expect(ShmStatus.TooLarge, publisher.TrySend(new byte[9]));
        Expect(ShmStatus.TooLarge, publisher.TrySend(new byte[9], Timeout.InfiniteTimeSpan));
        Expect(ShmStatus.NoClaim, publisher.CommitOldest(1));
        Expect(ShmStatus.NoClaim, publisher.Abort());
        Ok(publisher.TryClaim(out ShmSender.Claim claim));
        Expect(ShmStatus.TooLarge, claim.Commit(9));
        Expect(ShmStatus.InvalidArgument, claim.Commit(-1));
        Expect(ShmStatus.NoClaim, publisher.End());
        Ok(claim.Commit(8));
        Expect(ShmStatus.NoClaim, claim.Commit(8));
        Expect(ShmStatus.NoClaim, publisher.CommitOldest(8));
    }

    [Test]
    public void ClosedEndsSayInvalidHandle()
    {
        ShmSender sender = ShmTopic.OpenPublisher(Name, new() { Observable = true });
        ShmReceiver receiver = ShmTopic.OpenSubscriber(Name);
        ShmReader reader = ShmTopic.OpenObserver(Name);
        Ok(sender.TryClaim(out ShmSender.Claim claim));
        reader.Dispose();
        receiver.Dispose();
        sender.Dispose();
        Expect(ShmStatus.InvalidHandle, claim.Commit(1));
        Expect(ShmStatus.InvalidHandle, sender.TryClaim(out _));
        Expect(ShmStatus.InvalidHandle, sender.Abort());
        Expect(ShmStatus.InvalidHandle, sender.End());
        Expect(ShmStatus.InvalidHandle, receiver.TryTake(out _));
        Expect(ShmStatus.InvalidHandle, receiver.ReleaseOldest());
        Expect(ShmStatus.InvalidHandle, reader.TryReceive([], out _));
        Refused(ShmStatus.InvalidHandle, () => _ = sender.Peers);
        sender.Cancel();
    }

    [Test]
    public void AnotherUsersMemoryIsRefusedUnlessTrusted()
    {
        TestHostProcess.RequireRoot();
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        nobody.Open("publisher", Name, "mode=666");
        Assert.That(Refused(ShmStatus.WrongOwner, () => ShmTopic.OpenSubscriber(Name)).Message, Does.Contain("nobody"));
        using (ShmReceiver trusting = ShmTopic.OpenSubscriber(Name, new() { AnyOwner = true }))
        {
            Assert.That(nobody.Do("send publisher 1"), Does.EndWith("status=Ok"));
            Ok(trusting.TryTake(out ShmReceiver.Message message, TimeSpan.FromMinutes(5)));
            message.Dispose();
        }

        using ShmSender own = ShmTopic.OpenPublisher(Name + "-root");
        Assert.That(nobody.Do($"open s subscriber {Name}-root"), Does.StartWith("-13: "));
        nobody.Finish();
    }

    [TestCase("a Debug build")]
    [TestCase("the environment")]
    [TestCase("an option")]
    public void ASecondThreadIsFoundWhereThatIsAskedFor(string by)
    {
        using ChannelPeer peer = by switch
        {
            "a Debug build" => new(Built.Debug),
            "the environment" => ChannelPeer.CheckingThreads(),
            _ => new(),
        };
        using ShmSender publisher = ShmTopic.OpenPublisher(Name);
        peer.Open("subscriber", Name, by == "an option" ? "check-threads" : "");
        Assert.That(peer.Do("race subscriber"), Is.EqualTo("ConcurrentUse Cancelled Empty"));
        peer.Finish();
    }

    [Test]
    public void AnotherLayoutVersionIsRefused()
    {
        Persist(new() { Persistent = true });
        Poke(nameof(ChannelHeader.LayoutVersion), 99, sizeof(uint));
        Assert.That(Refused(ShmStatus.WrongVersion, () => ShmTopic.OpenPublisher(Name)).Message, Does.Contain("layout version 99"));
        ShmTopic.Remove(Name);
    }

    [Test]
    public void HostileHeadersAreSurvived([Values] bool concurrent)
    {
        ulong[] values = [0, 1, 2, 3, 5, 255, 4096, uint.MaxValue, 1UL << 32, 1UL << 47, 1UL << 62, 1UL << 63, ulong.MaxValue];
        ChannelOptions creation = new() { Persistent = true, Slots = 4, Capacity = 40, Observable = true, Concurrent = concurrent, History = 1 };
        Persist(creation);
        byte[] image = File.ReadAllBytes($"/dev/shm/{Name}");
        foreach (FieldInfo field in typeof(ChannelHeader).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            int size = field.FieldType == typeof(ulong) || field.FieldType == typeof(long) ? 8 : 4;
            foreach (ulong value in values)
            {
                // These say that the channel is gone, or that its locks are another's: then there is nothing to use.
                if (field.Name is nameof(ChannelHeader.Flags) or nameof(ChannelHeader.State) or nameof(ChannelHeader.NonceLow) or nameof(ChannelHeader.NonceHigh))
                    continue;
                using (FileStream file = File.OpenWrite($"/dev/shm/{Name}"))
                    file.Write(image);
                Poke(field.Name, value, size);
                Use();
            }
        }

        using (FileStream file = File.OpenWrite($"/dev/shm/{Name}"))
            file.Write(image);
        ShmTopic.Remove(Name);
    }

    [Test]
    public void UnknownFlagsAreCorrupt()
    {
        Persist(new() { Persistent = true });
        Poke(nameof(ChannelHeader.Flags), 0x80 | (uint)ChannelFlags.Persistent, sizeof(uint));
        Assert.That(Refused(ShmStatus.Corrupt, () => ShmTopic.OpenSubscriber(Name)).Message, Does.Contain("0x88"));
        ShmTopic.Remove(Name);
    }

    [Test]
    public void TruncatedChannelsAreCorrupt()
    {
        Persist(new() { Persistent = true });
        using (FileStream file = File.OpenWrite($"/dev/shm/{Name}"))
            file.SetLength(file.Length - 1);
        Refused(ShmStatus.Corrupt, () => ShmTopic.OpenPublisher(Name));
        Refused(ShmStatus.Corrupt, () => ShmTopic.OpenSubscriber(Name));
        ShmTopic.Remove(Name);
    }

    private void Persist(ChannelOptions creation)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, creation);
        Ok(publisher.TrySend([1]));
        Ok(publisher.TrySend([2]));
    }

    /// <summary>Opens and uses every end: anything but a crash, a hang or an unknown exception will do.</summary>
    private void Use()
    {
        byte[] bytes = new byte[64];
        Try(() =>
        {
            using ShmSender publisher = ShmTopic.OpenPublisher(Name);
            using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name, new() { History = 1 });
            using ShmReader observer = ShmTopic.OpenObserver(Name, new() { History = 1 });
            for (int i = 0; i < 6; i++)
            {
                _ = publisher.TrySend(bytes.AsSpan(0, 8));
                _ = subscriber.TryReceive(bytes, out _);
                _ = observer.TryReceive(bytes, out _);
            }
        });
    }

    private static void Try(Action use)
    {
        try
        {
            use();
        }
        catch (ShmException)
        {
        }
    }

    private void Poke(string field, ulong value, int size)
    {
        using FileStream file = File.OpenWrite($"/dev/shm/{Name}");
        file.Position = Marshal.OffsetOf<ChannelHeader>(field);
        file.Write(BitConverter.GetBytes(value).AsSpan(0, size));
    }
}
