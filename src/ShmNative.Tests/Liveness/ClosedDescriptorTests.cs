using ShmNative.Channels;
using ShmNative.Tests.Channels;

namespace ShmNative.Tests.Liveness;

/// <summary>
/// Hosts close descriptors that are not theirs, as daemons close all, and other files get the numbers: the library notices, asks again by the name, and
/// leaves the other files alone. (native-tests/closefrom.c does it with closefrom(3).)
/// </summary>
public sealed class ClosedDescriptorTests : ChannelFixture
{
    private static readonly string[] s_backends = ["posix", "file", "sysv"];

    [Test]
    public void AnInfiniteWaitEndsWithThePeersDeath([ValueSource(nameof(s_backends))] string backend, [Values] bool observable)
    {
        string address = AddressOn(backend);
        using ChannelPeer peer = new();
        peer.Open("publisher", address, observable ? "observable" : "");
        using ChannelPeer host = new();
        host.Open("subscriber", address);
        Assert.That(host.Do("close-all subscriber"), Is.EqualTo("closed=1"));
        host.Begin("receive subscriber 1");
        peer.Kill();
        Assert.That(host.ReadLine(), Does.EndWith("status=NoPeer"));
        host.Finish(); // and the last to leave takes the name away
    }

    [TestCaseSource(nameof(s_backends))]
    public void WhatADeadConsumerHeldIsDeliveredAgain(string backend)
    {
        string address = AddressOn(backend);
        using ChannelPeer host = new();
        host.Open("producer", address);
        using ChannelPeer mortal = new();
        mortal.Open("consumer", address);
        host.Open("consumer", address);
        Assert.That(host.Do("close-all producer"), Is.EqualTo("closed=2"));
        Assert.That(host.Do("send producer 1"), Does.EndWith("status=Ok"));
        Assert.That(mortal.Do("take consumer"), Is.EqualTo("Ok"));
        Assert.That(host.Do("receive consumer 1 timeout=100 once"), Does.EndWith("status=Timeout"), "its taker lives");
        mortal.Kill();
        Assert.That(host.Do("receive consumer 1"), Does.Contain("again=1").And.EndsWith("status=Ok"));
        host.Finish();
    }

    [Test]
    public void AClaimOfOneWhoLivesIsNotBurnt()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Concurrent = true });
        using ChannelPeer host = new();
        host.Open("subscriber", Name);
        Assert.That(host.Do("close-all subscriber"), Is.EqualTo("closed=1"));
        Ok(publisher.TryClaim(out _));
        Assert.That(host.Do("receive subscriber 1 timeout=100 once"), Does.EndWith("status=Timeout"));
        Ok(publisher.CommitOldest(8));
        Assert.That(host.Do("receive subscriber 1"), Does.EndWith("status=Ok"));
        host.Finish();
    }

    [Test]
    public void ANameThatWasRemovedByHandIsNoticed([Values] bool observable, [Values] bool closed)
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Observable = observable });
        using ChannelPeer host = new();
        host.Open("subscriber", Name);
        if (closed)
            Assert.That(host.Do("close-all subscriber"), Is.EqualTo("closed=1"));
        File.Delete($"/dev/shm/{Name}");
        Assert.That(host.Do("receive subscriber 1"), Does.EndWith("status=Retired"));
        host.Finish();
        if (observable)
            File.Delete($"/dev/shm/{Name}.locks"); // the next creator of that name would do it
    }
}
