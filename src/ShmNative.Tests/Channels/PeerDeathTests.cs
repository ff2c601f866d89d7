using System.Globalization;
using System.Runtime.InteropServices;
using ShmNative.Channels;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

/// <summary>Participants that are killed, stopped, or whose channel is taken away: what they leave, and what the others are told.</summary>
public sealed class PeerDeathTests : ChannelFixture
{
    [Test]
    public void SuccessorTakesOverFromAKilledPublisher([Values] bool observable)
    {
        using ShmReceiver subscriber = Prepare("publisher", $"slots=16 {(observable ? "observable" : "")}", out ChannelPeer publisher,
            () => ShmTopic.OpenSubscriber(Name));
        Assert.That(publisher.Do("send publisher 5"), Does.EndWith("status=Ok"));
        Assert.That(publisher.Do("claim publisher"), Is.EqualTo("Ok"));
        publisher.Kill();
        publisher.Dispose();
        for (uint i = 0; i < 5; i++)
            Assert.That(Take(subscriber), Is.EqualTo(i));
        Expect(ShmStatus.NoPeer, subscriber.TryTake(out _, Timeout.InfiniteTimeSpan));
        using ShmSender heir = ShmTopic.OpenPublisher(Name);
        Ok(heir.TrySend([1], tag: 77));
        Assert.That(Take(subscriber), Is.EqualTo(77));
        Expect(ShmStatus.Empty, subscriber.TryTake(out _));
    }

    [Test]
    public void KilledConcurrentPublishersClaimIsSkipped()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 4, Concurrent = true });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Leave("publisher", "", "claim");
        Ok(publisher.TrySend([1], tag: 1));
        Assert.That(Take(subscriber), Is.EqualTo(1));
        for (uint i = 2; i < 20; i++)
        {
            Ok(publisher.TrySend([1], TimeSpan.FromMinutes(5), i));
            Assert.That(Take(subscriber), Is.EqualTo(i));
        }
    }

    [Test]
    public void KilledSubscriberHoldsAPublisherOnlyUntilItIsBlocked([Values] bool concurrent, [Values] bool polls)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 4, Concurrent = concurrent });
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Leave("subscriber", "", "take");
        for (uint i = 0; i < 20; i++)
        {
            if (polls)
                Ok(Poll(() => publisher.TrySend([1], i)));
            else
                Ok(publisher.TrySend([1], Timeout.InfiniteTimeSpan, i));
            Assert.That(Take(subscriber), Is.EqualTo(i));
        }
    }

    [Test]
    public void KilledProducersClaimIsFreeAgain([Values] bool polls)
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 2 });
        Leave("producer", "", "claim");
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        for (uint i = 0; i < 20; i++)
        {
            Ok(polls ? Poll(() => producer.TrySend([1], i)) : producer.TrySend([1], Timeout.InfiniteTimeSpan, i));
            if (polls)
                Ok(Poll(() => TakeTag(consumer, i)));
            else
                Assert.That(Take(consumer), Is.EqualTo(i));
        }
    }

    [Test]
    public void KilledConsumersMessageIsRedeliveredOrDropped([Values] bool atMostOnce, [Values] bool polls)
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name, new() { Slots = 4, AtMostOnce = atMostOnce });
        Ok(producer.TrySend([1], tag: 1));
        Ok(producer.TrySend([2], tag: 2));
        Leave("consumer", "", "take");
        using ShmReceiver consumer = ShmQueue.OpenConsumer(Name);
        if (!atMostOnce)
        {
            ShmStatus status = consumer.TryTake(out ShmReceiver.Message again, TimeSpan.FromMinutes(5));
            Ok(status);
            Assert.That((again.Tag, again.IsRedelivered), Is.EqualTo((1u, true)));
            again.Dispose();
        }

        Assert.That(Take(consumer), Is.EqualTo(2));
        Ok(producer.End());
        Expect(ShmStatus.Closed, polls ? Poll(() => consumer.TryTake(out _)) : consumer.TryTake(out _, Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void KilledWritersValueStays()
    {
        using ShmReader reader = Prepare("writer", "slots=2", out ChannelPeer writer, () => ShmValue.OpenReader(Name));
        Assert.That(writer.Do("send writer 5"), Does.EndWith("status=Ok"));
        Assert.That(writer.Do("claim writer"), Is.EqualTo("Ok"));
        writer.Kill();
        writer.Dispose();
        byte[] bytes = new byte[8];
        Ok(reader.TryGet(bytes, out _));
        Assert.That(reader.Tag, Is.EqualTo(4));
        using ShmSender heir = ShmValue.OpenWriter(Name);
        Ok(reader.TryGet(bytes, out _));
        Ok(heir.TrySend([1], tag: 9));
        Ok(reader.TryReceive(bytes, out _));
        Assert.That(reader.Tag, Is.EqualTo(9));
    }

    [Test]
    public void StoppedParticipantIsNotRobbed()
    {
        using ShmSender keeper = ShmQueue.OpenProducer(Name, new() { Slots = 4 });
        Ok(keeper.TrySend([1], tag: 1));
        using ChannelPeer stopped = new();
        stopped.Open("consumer", Name);
        stopped.Open("publisher", Name + "-t", "slots=4");
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name + "-t");
        Assert.That(stopped.Do("take consumer"), Is.EqualTo("Ok"));
        stopped.Signal("-STOP");
        using ShmReceiver other = ShmQueue.OpenConsumer(Name);
        Expect(ShmStatus.Timeout, other.TryTake(out _, TimeSpan.FromMilliseconds(100)));
        Expect(ShmStatus.Timeout, subscriber.TryTake(out _, TimeSpan.FromMilliseconds(100)));
        Refused(ShmStatus.RoleTaken, () => ShmTopic.OpenPublisher(Name + "-t"));
        stopped.Signal("-CONT");
        Assert.That(stopped.Do("send publisher 1"), Does.EndWith("status=Ok"));
        Assert.That(Take(subscriber), Is.Zero);
        Assert.That(stopped.Do("close consumer"), Is.EqualTo("closed"));
        Assert.That(Take(other), Is.EqualTo(1));
        stopped.Finish();
    }

    [Test]
    public void OfManyCreatorsAtOnceExactlyOneIsThePublisher()
    {
        ChannelPeer[] peers = [.. Enumerable.Range(0, 4).Select(_ => new ChannelPeer())];
        for (int round = 0; round < 10; round++)
        {
            foreach (ChannelPeer peer in peers)
                peer.Begin($"open p publisher {Name} observable slots=4");
            string[] answers = [.. peers.Select(peer => peer.ReadLine())];
            Assert.That(answers.Count(answer => answer == "p opened"), Is.EqualTo(1), string.Join('\n', answers));
            Assert.That(answers.Count(answer => answer.StartsWith("p RoleTaken: ", StringComparison.Ordinal)), Is.EqualTo(3), string.Join('\n', answers));
            int winner = Array.IndexOf(answers, "p opened");
            Assert.That(peers[winner].Do("close p"), Is.EqualTo("closed"));
        }

        foreach (ChannelPeer peer in peers)
        {
            peer.Finish();
            peer.Dispose();
        }
    }

    [Test]
    public void RemovedChannelTellsItsParticipants()
    {
        using ShmReceiver subscriber = Prepare("publisher", "slots=2 observable", out ChannelPeer publisher, () => ShmTopic.OpenSubscriber(Name));
        using ShmReader observer = ShmTopic.OpenObserver(Name);
        Assert.That(publisher.Do("send publisher 2"), Does.EndWith("status=Ok"));
        publisher.Begin("send publisher 1"); // is blocked
        ShmTopic.Remove(Name);
        Assert.That(publisher.ReadLine(), Does.EndWith("status=Retired"));
        Assert.That((Take(subscriber), Take(subscriber)), Is.EqualTo((0u, 1u)));
        Expect(ShmStatus.Retired, subscriber.TryTake(out _, Timeout.InfiniteTimeSpan));
        Expect(ShmStatus.Retired, Poll(() => subscriber.TryTake(out _)));
        Expect(ShmStatus.Retired, observer.TryReceive(new byte[8], out _, Timeout.InfiniteTimeSpan) is ShmStatus.Ok
            ? Drain(observer) : ShmStatus.Ok);

        // The name is free for others, who do not meet the old ones.
        using ShmSender next = ShmTopic.OpenPublisher(Name);
        using ShmReceiver nextSubscriber = ShmTopic.OpenSubscriber(Name);
        publisher.Finish();
        publisher.Dispose();
        Ok(next.TrySend([1], tag: 5));
        Assert.That(Take(nextSubscriber), Is.EqualTo(5));
    }

    [Test]
    public void PersistentChannelKeepsItsMessages()
    {
        using (ChannelPeer sender = new())
        {
            sender.Open("producer", Name, "persistent");
            Assert.That(sender.Do("send producer 3"), Does.EndWith("status=Ok"));
            sender.Finish();
        }

        using (ShmReceiver consumer = ShmQueue.OpenConsumer(Name))
            Assert.That(Take(consumer), Is.Zero);
        using (ShmSender again = ShmQueue.OpenProducer(Name))
            Ok(again.TrySend([1], tag: 9));
        using (ShmReceiver consumer = ShmQueue.OpenConsumer(Name))
            Assert.That((Take(consumer), Take(consumer), Take(consumer)), Is.EqualTo((1u, 2u, 9u)));
        ShmQueue.Remove(Name);
        Refused(ShmStatus.NotFound, () => ShmQueue.OpenConsumer(Name));
    }

    [Test]
    public void WhatTheKilledLeaveIsReclaimedByTheNextCreator([Values("publisher", "writer", "producer")] string role)
    {
        Leave(role, $"capacity=4000 {(role == "publisher" ? "observable" : "")}", "peers");
        using ChannelPeer next = new();
        next.Open(role, Name, "capacity=100");
        using ShmEndpoint end = role switch
        {
            "publisher" => ShmTopic.OpenSubscriber(Name),
            "writer" => ShmValue.OpenReader(Name),
            _ => ShmQueue.OpenConsumer(Name),
        };
        Assert.That(end.Capacity, Is.EqualTo(100));
        next.Finish();
    }

    [Test]
    public void CreatorKilledAtAnyMomentLeavesNothingInTheWay([Values("posix", "file", "sysv")] string backend)
    {
        string address = AddressOn(backend);
        for (int delay = 0; delay < 15; delay++)
        {
            using ChannelPeer creator = new();
            creator.Begin($"open p publisher {address} observable slots=1024 capacity=4000");
            Thread.Sleep(TimeSpan.FromMicroseconds(delay * delay * 20));
            creator.Kill();
            using ShmSender next = ShmTopic.OpenPublisher(address, new() { Observable = true, Slots = 4 });
            Assert.That(next.Slots, Is.EqualTo(4));
            using ShmReceiver subscriber = ShmTopic.OpenSubscriber(address);
            Ok(next.TrySend([1], tag: 3));
            Assert.That(Take(subscriber), Is.EqualTo(3));
        }
    }

    [Test]
    public void NameThatADeadRemoverLeftIsFreeForTheNextCreator([Values] bool observable)
    {
        ShmTopic.OpenPublisher(Name, new() { Persistent = true, Observable = observable, Capacity = 500 }).Dispose();
        using (FileStream file = File.OpenWrite($"/dev/shm/{Name}"))
        {
            file.Position = Marshal.OffsetOf<ChannelHeader>(nameof(ChannelHeader.State));
            file.WriteByte((byte)ChannelState.Retired);
        }

        using ShmSender next = ShmTopic.OpenPublisher(Name, new() { Capacity = 100 });
        Assert.That(next.Capacity, Is.EqualTo(100));
    }

    [Test]
    public void ForkedChildIsRefusedAndItsParentGoesOn()
    {
        using ChannelPeer parent = new(Built.Aot);
        parent.Open("publisher", Name);
        Assert.That(parent.Do("fork publisher"), Is.EqualTo("exit=77 signal=0"));
        Assert.That(parent.Do("send publisher 3"), Does.EndWith("status=Ok"));
        parent.Finish();
    }

    [Test]
    public void HostThatClosesAllDescriptorsKeepsItsRole()
    {
        using ChannelPeer host = new(Built.Aot);
        host.Open("publisher", Name);
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Assert.That(host.Do("close-all publisher"), Is.EqualTo("closed=1"));
        Refused(ShmStatus.RoleTaken, () => ShmTopic.OpenPublisher(Name));
        Assert.That(host.Do("send publisher 3"), Does.EndWith("status=Ok"));
        Assert.That((Take(subscriber), Take(subscriber), Take(subscriber)), Is.EqualTo((0u, 1u, 2u)));
        host.Finish();
    }

    /// <summary>A peer that sends is there first, then our end.</summary>
    private TEnd Prepare<TEnd>(string role, string options, out ChannelPeer peer, Func<TEnd> open)
    {
        peer = new ChannelPeer();
        peer.Open(role, Name, options);
        return open();
    }

    /// <summary>A participant that did something and was killed.</summary>
    private void Leave(string role, string options, string deed)
    {
        using ChannelPeer peer = new();
        peer.Open(role, Name, options);
        if (deed == "take" && role == "subscriber")
            peer.Begin($"take {role}"); // nothing is there: it only joined
        else
            Assert.That(peer.Do($"{deed} {role}"), Is.AnyOf("Ok", "0", "1"));
        peer.Kill();
    }

    private static uint Take(ShmReceiver receiver)
    {
        ShmStatus status = receiver.TryTake(out ShmReceiver.Message message, TimeSpan.FromMinutes(5));
        Ok(status);
        uint tag = message.Tag;
        message.Dispose();
        return tag;
    }

    private static ShmStatus TakeTag(ShmReceiver receiver, uint expected)
    {
        ShmStatus status = receiver.TryTake(out ShmReceiver.Message message);
        if (status == ShmStatus.Ok)
            Assert.That(message.Tag.ToString(CultureInfo.InvariantCulture), Is.EqualTo($"{expected}"));
        message.Dispose();
        return status;
    }

    /// <summary>One who never waits, and gives up after far more tries than a look at the others should take.</summary>
    private static ShmStatus Poll(Func<ShmStatus> attempt)
    {
        ShmStatus status = ShmStatus.Empty;
        for (int i = 0; i < 100_000 && status is ShmStatus.Empty or ShmStatus.Full; i++)
            status = attempt();
        return status;
    }

    private static ShmStatus Drain(ShmReader reader)
    {
        ShmStatus status = ShmStatus.Ok;
        for (int i = 0; i < 10 && status == ShmStatus.Ok; i++)
            status = reader.TryReceive(new byte[8], out _, Timeout.InfiniteTimeSpan);
        return status;
    }
}
