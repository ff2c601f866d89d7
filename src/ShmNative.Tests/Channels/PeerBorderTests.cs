using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>Participants that share the memory and little else: other pid namespaces, other users; and who they are to those who wait for them.</summary>
public sealed class PeerBorderTests : ChannelFixture
{
    [Test]
    public void DeathInAnotherPidNamespaceIsNoticed()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2 });
        Ok(producer.TrySend([1], tag: 1));
        using ShmReceiver here = ShmQueue.OpenConsumer(Name);
        using (ChannelPeer there = ChannelPeer.InPidNamespace())
        {
            there.Open("consumer", Name, "name=there");
            Assert.That(there.Do("take consumer"), Is.EqualTo("Ok"));
            ParticipantInfo holder = ShmChannel.Participants(Name).Single(one => one.Name == "there");
            Assert.That((holder.IsAlive, holder.Role), Is.EqualTo(((bool?)true, ParticipantRole.Receiver)));

            // Its process id means nothing here, or somebody else; its lock says that it lives.
            Assert.That(holder.Pid, Is.Not.EqualTo(there.Pid));
            Expect(ShmStatus.Timeout, here.TryTake(out _, TimeSpan.FromMilliseconds(100)));
            there.Kill();
        }

        Redelivered(here);
    }

    [Test]
    public void SurvivorInAnotherPidNamespaceCleansUp()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2 });
        using ChannelPeer there = ChannelPeer.InPidNamespace();
        there.Open("consumer", Name);
        KillAConsumerThatHolds(producer);
        Assert.That(there.Do("receive consumer 1"), Does.Contain("again=1").And.EndsWith("status=Ok"));
        there.Finish();
    }

    [Test]
    public void ParticipantInAnotherUserNamespaceIsLikeAnyOther()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2, Mode = 0x1b6 }); // 0666
        using (ChannelPeer there = ChannelPeer.InUserNamespace())
        {
            there.Open("consumer", Name, "any-owner");
            KillAConsumerThatHolds(producer);
            Assert.That(there.Do("receive consumer 1"), Does.Contain("again=1").And.EndsWith("status=Ok"));
            Ok(producer.TrySend([1], tag: 1));
            Assert.That(there.Do("take consumer"), Is.EqualTo("Ok"));
            there.Kill();
        }

        using ShmReceiver here = ShmQueue.OpenConsumer(Name);
        Redelivered(here);
    }

    [Test]
    public void UsersWithoutANumberAreNotTakenForOneself()
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2, Mode = 0x1b6 }); // 0666
        using ChannelPeer there = ChannelPeer.InUserNamespace(); // where root's number is the one that it has itself
        Assert.That(there.Do($"open consumer consumer {Name} "), Does.StartWith("WrongOwner"));
        there.Finish();
    }

    [TestCase("posix", true)]
    [TestCase("sysv", true)]
    [TestCase("posix", false)]
    [TestCase("sysv", false)]
    public void WithoutProcNamespacesAreAskedForAnotherWayOrNamed(string backend, bool knowsNamespaces)
    {
        TestHostProcess.RequireRoot();
        string address = AddressOn(backend);
        using ShmSender producer = ShmQueue.OpenProducer(address, new() { Slots = 2 });
        using ChannelPeer there = ChannelPeer.WithoutProc(knowsNamespaces);
        if (backend == "sysv" && !knowsNamespaces)
        {
            Assert.That(there.Do($"open consumer consumer {address} "), Does.Contain("needs /proc or Linux 6.11"));
        }
        else
        {
            there.Open("consumer", address);
            Ok(producer.TrySend([1], tag: 1));
            Assert.That(there.Do("take consumer"), Is.EqualTo("Ok"));
        }

        there.Finish();
    }

    [Test]
    public void UsersCleanUpAfterEachOther()
    {
        TestHostProcess.RequireRoot();
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2, Mode = 0x1b6 }); // 0666
        using (ChannelPeer nobody = ChannelPeer.AsNobody())
        {
            nobody.Open("consumer", Name);
            KillAConsumerThatHolds(producer);
            Assert.That(nobody.Do("receive consumer 1"), Does.Contain("again=1").And.EndsWith("status=Ok"));
            Ok(producer.TrySend([1], tag: 1));
            Assert.That(nobody.Do("take consumer"), Is.EqualTo("Ok"));
            nobody.Kill();
        }

        using ShmReceiver here = ShmQueue.OpenConsumer(Name);
        Redelivered(here);
    }

    [Test]
    public void WhoIsStoppedIsWaitedForAndCanBeNamed()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 2 });
        using ChannelPeer slow = new();
        slow.Open("subscriber", Name, "name=slow");
        using ShmReceiver fast = ShmTopic.OpenSubscriber(Name, new() { Name = "fast" });
        slow.Signal("-STOP");
        for (uint i = 0; i < 2; i++)
        {
            Ok(publisher.TrySend([1], i));
            Ok(fast.TryReceive(new byte[1], out _));
        }

        Expect(ShmStatus.Timeout, publisher.TrySend([1], TimeSpan.FromMilliseconds(100), 2));
        ParticipantInfo blocking = ShmChannel.Participants(Name).MaxBy(one => one.Behind)!;
        Assert.That((blocking.Name, blocking.Pid, blocking.IsAlive, blocking.Behind), Is.EqualTo(("slow", slow.Pid, (bool?)true, 2UL)));
        slow.Signal("-CONT");
        slow.Begin("receive subscriber 2");
        Ok(publisher.TrySend([1], TimeSpan.FromMinutes(5), 2));
        _ = slow.ReadLine();
        slow.Finish();
    }

    [Test]
    public void NameIsFreeAfterRemovalWhileTheOldStillUseTheirMemory([Values("posix", "file", "sysv")] string backend, [Values] bool observable)
    {
        string address = AddressOn(backend);
        ChannelOptions creation = new() { Slots = 4, Concurrent = true, Observable = observable };
        using ShmSender oldSender = ShmTopic.OpenPublisher(address, creation);
        using ShmReceiver oldReceiver = ShmTopic.OpenSubscriber(address);
        ShmTopic.Remove(address);
        using ShmSender sender = ShmTopic.OpenPublisher(address, creation);
        using ShmReceiver receiver = ShmTopic.OpenSubscriber(address);
        Ok(oldSender.TrySend([1], tag: 1));
        Ok(sender.TrySend([1], tag: 2));
        Assert.That((TagOf(oldReceiver), TagOf(receiver)), Is.EqualTo((1u, 2u)));
        Expect(ShmStatus.Retired, oldReceiver.TryTake(out _, Timeout.InfiniteTimeSpan));
        Expect(ShmStatus.Empty, receiver.TryTake(out _));
    }

    private void KillAConsumerThatHolds(ShmSender producer)
    {
        using ChannelPeer holder = new();
        holder.Open("consumer", Name);
        Ok(producer.TrySend([1]));
        Assert.That(holder.Do("take consumer"), Is.EqualTo("Ok"));
        holder.Kill();
    }

    private static void Redelivered(ShmReceiver receiver)
    {
        Ok(receiver.TryTake(out ShmReceiver.Message message, TimeSpan.FromMinutes(5)));
        Assert.That((message.Tag, message.IsRedelivered), Is.EqualTo((1u, true)));
        message.Dispose();
    }

    private static uint TagOf(ShmReceiver receiver)
    {
        Ok(receiver.TryTake(out ShmReceiver.Message message, TimeSpan.FromMinutes(5)));
        uint tag = message.Tag;
        message.Dispose();
        return tag;
    }
}
