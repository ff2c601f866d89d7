using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>What the process around the library may do to what says who lives: fork, and use its descriptors' numbers for other files.</summary>
public sealed class HostileHostTests : ChannelFixture
{
    /// <summary>The child has everything of its parent's but the lock.</summary>
    [Test]
    public void KilledParentIsDeadThoughItsForkedChildLives([Values(Built.Aot, Built.C, Built.Cpp, Built.Inline)] Built built)
    {
        using ShmSender producer = ShmQueue.OpenProducer(Name);
        using ChannelPeer parent = new(built);
        parent.Open("consumer", Name);
        Ok(producer.TrySend([1], tag: 7));
        Assert.That(parent.Do("take consumer"), Is.EqualTo("Ok"));
        string child = $"{ChannelPeer.Number(parent.Do("fork-and-live consumer"), "child")}";
        try
        {
            parent.Kill();
            using ShmReceiver next = ShmQueue.OpenConsumer(Name);
            Ok(next.TryTake(out ShmReceiver.Message again, TimeSpan.FromMinutes(5)));
            Assert.That((again.Tag, again.IsRedelivered), Is.EqualTo((7u, true)));
            again.Dispose();
            Assert.That(producer.Peers, Is.EqualTo(1), "the consumer that is there");
        }
        finally
        {
            Commands.Run("kill", "-KILL", child); // it lived all the while
        }
    }

    /// <summary>The other file has no locks: nobody may look dead because of it.</summary>
    [Test]
    public void ReusedDescriptorMakesNobodyDead()
    {
        using ShmReceiver subscriber = OpenSubscriberOf(out ChannelPeer claiming);
        using (claiming)
        using (ChannelPeer confused = new())
        {
            confused.Open("publisher", Name, "", "other");
            Assert.That(claiming.Do("claim publisher"), Is.EqualTo("Ok"));
            Assert.That(confused.Do("reuse-all other"), Is.EqualTo("reused=1"));
            Assert.That(confused.Do("send other 3"), Does.EndWith("status=Ok"));
            Assert.That(confused.Do("send other 1 once timeout=100"), Does.EndWith("status=Timeout"), "it looked who is in the way");
            Expect(ShmStatus.Empty, subscriber.TryTake(out _));
            Assert.That(claiming.Do("commit publisher 8"), Is.EqualTo("Ok"));
            for (int i = 0; i < 4; i++)
                Ok(subscriber.TryReceive(new byte[8], out _, TimeSpan.FromMinutes(5)));
            confused.Finish();
            claiming.Finish();
        }
    }

    private ShmReceiver OpenSubscriberOf(out ChannelPeer publisher)
    {
        publisher = new();
        publisher.Open("publisher", Name, "concurrent slots=4");
        return ShmTopic.OpenSubscriber(Name);
    }
}
