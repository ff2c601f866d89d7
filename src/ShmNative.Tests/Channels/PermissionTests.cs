using System.Diagnostics;
using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>Who may do what with a channel; the other user is a real one.</summary>
public sealed class PermissionTests : ChannelFixture
{
    private static readonly string[] s_backends = ["posix", "file", "sysv"];

    [SetUp]
    public void NeedsTwoUsers() => TestHostProcess.RequireRoot();

    [TestCaseSource(nameof(s_backends))]
    public void ModeAndGroupAreAsAsked(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender publisher = ShmTopic.OpenPublisher(address, new() { Mode = 0x1b0, Group = "nogroup" }); // 0660
        using ChannelPeer member = ChannelPeer.AsNobody();
        member.Open("subscriber", address);
        Ok(publisher.TrySend([1]));
        Assert.That(member.Do("receive subscriber 1 timeout=20000"), Does.StartWith("count=1 "));
        member.Finish();
        if (backend != "sysv")
            Assert.That(Commands.Run("stat", "-c", "%a %U %G", PathOf(address)).Trim(), Is.EqualTo("660 root nogroup"));
    }

    [TestCaseSource(nameof(s_backends))]
    public void WhoIsNotInTheGroupIsKeptOut(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender publisher = ShmTopic.OpenPublisher(address, new() { Mode = 0x1b0, Group = "daemon", Observable = true });
        using ChannelPeer stranger = ChannelPeer.AsNobody();
        Assert.That(stranger.Do($"open s subscriber {address}"), Does.StartWith("-13: "));
        Assert.That(stranger.Do($"open o topic-observer {address}"), Does.StartWith("-13: "));
        stranger.Finish();
    }

    [Test]
    public void GroupsAndOwnersThatDoNotExistAreRefused()
    {
        Assert.That(Refused(ShmStatus.InvalidArgument, () => ShmTopic.OpenPublisher(Name, new() { Group = "no such group" })).Message,
            Is.EqualTo("there is no group 'no such group' in /etc/group; give a name from there, or a number"));
        Assert.That(Refused(ShmStatus.InvalidArgument, () => ShmTopic.OpenSubscriber(Name, new() { Owners = ["no such user"] })).Message,
            Does.StartWith("there is no user 'no such user' in /etc/passwd"));
    }

    [TestCaseSource(nameof(s_backends))]
    public void OnlyOwnersThatAreNamedAreTrusted(string backend)
    {
        string address = AddressOn(backend);
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        nobody.Open("publisher", address, "mode=666");
        Assert.That(Refused(ShmStatus.WrongOwner, () => ShmTopic.OpenSubscriber(address)).Message,
            Does.Contain("belongs to nobody, not to this user or root; name its owner"));
        Refused(ShmStatus.WrongOwner, () => ShmTopic.OpenSubscriber(address, new() { Owners = ["daemon", "1"] }));
        foreach (EndpointOptions trusting in (EndpointOptions[])[new() { Owners = ["daemon", "nobody"] }, new() { Owners = ["65534"] }, new() { AnyOwner = true }])
            ShmTopic.OpenSubscriber(address, trusting).Dispose();
        nobody.Finish();
    }

    [TestCase("posix")]
    [TestCase("file")]
    public void ObserversOfAnotherUserCannotChangeAByte(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender writer = ShmValue.OpenWriter(address, new() { Mode = 0x1a4 }); // 0644
        Ok(writer.TrySend([7]));
        using ChannelPeer observer = ChannelPeer.AsNobody();
        observer.Open("value-observer", address);
        Assert.That(observer.Do("receive value-observer 1"), Does.StartWith("count=1 "));
        Assert.That(observer.Do($"open r reader {address}"), Does.StartWith("-13: "), "an entry needs write permission");
        Assert.That(observer.Do($"open w writer {address}"), Does.StartWith("-13: "));
        Assert.That(CodeAsNobody("sh", "-c", $": < {PathOf(address)}"), Is.Zero);
        Assert.That(CodeAsNobody("sh", "-c", $": >> {PathOf(address)}"), Is.Not.Zero, "nor open it for writing");
        Assert.That(CodeAsNobody("sh", "-c", $": < {PathOf(address)}.locks"), Is.Not.Zero, "nor the locks for reading");
        Assert.That(CodeAsNobody("truncate", "-s", "0", PathOf(address)), Is.Not.Zero);
        observer.Begin("poke value-observer");
        Assert.That(observer.ReadLine(), Is.EqualTo("poking"));
        Assert.That(observer.Ended(), Is.EqualTo(128 + 6), "the runtime ends itself after SIGSEGV");
        Assert.That(ReadNewest(address), Is.EqualTo(7));
    }

    [TestCase(0x1a4u)]
    [TestCase(0x1b4u)]
    [TestCase(0x184u)]
    public void ReadersThatCouldOnlyHoldLocksAreRefused(uint mode)
    {
        foreach (Action create in (Action[])[() => ShmTopic.OpenPublisher(Name, new() { Mode = mode }), () => ShmQueue.OpenProducer(Name, new() { Mode = mode })])
            Assert.That(Refused(ShmStatus.InvalidArgument, create).Message, Does.Contain("use a value or an observable topic"));
        ShmTopic.OpenPublisher(Name, new() { Mode = mode, Observable = true }).Dispose();
    }

    [Test]
    public void SymbolicLinksAreNotFollowed()
    {
        string path = PathOf(AddressOn("posix")), target = $"{path}-target";
        File.WriteAllText(target, "root's");
        Assert.That(CodeAsNobody("ln", "-s", target, path), Is.Zero);
        foreach (Action use in (Action[])[() => ShmTopic.OpenPublisher(Name), () => ShmTopic.OpenSubscriber(Name), () => ShmTopic.Remove(Name)])
            Assert.That(Assert.Throws<ShmException>(() => use())!.Status, Is.EqualTo((ShmStatus)(-40)), "ELOOP");
        Assert.That(File.ReadAllText(target), Is.EqualTo("root's"));
        File.Delete(path);
        File.Delete(target);
    }

    [Test]
    public void WhatAnotherUserPutThereBeforeIsNotUsed([Values(0, 4096, 100_000)] int size)
    {
        string path = PathOf(AddressOn("posix"));
        Assert.That(CodeAsNobody("sh", "-c", $"head -c {size} /dev/urandom > {path}; chmod 666 {path}"), Is.Zero);
        byte[] before = File.ReadAllBytes(path);
        foreach (Action use in (Action[])[() => ShmTopic.OpenPublisher(Name), () => ShmTopic.OpenSubscriber(Name), () => ShmTopic.OpenObserver(Name)])
            Assert.That(Assert.Throws<ShmException>(() => use())!.Status, Is.EqualTo(size < 4096 ? ShmStatus.WrongKind : ShmStatus.WrongOwner));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        File.Delete(path);
    }

    [Test]
    public void ForgedLocksOfAnotherUserAreNotUsed()
    {
        string locks = PathOf(AddressOn("posix")) + ".locks";
        Assert.That(CodeAsNobody("sh", "-c", $"head -c 40 /dev/zero > {locks}; chmod 666 {locks}"), Is.Zero);
        Assert.That(Refused(ShmStatus.AlreadyExists, () => ShmTopic.OpenPublisher(Name, new() { Observable = true })).Message,
            Does.Contain($"'{locks}' of nobody is in the way"));
        Assert.That(File.Exists(PathOf(AddressOn("posix"))), Is.False, "nothing was created");
        File.Delete(locks);
    }

    [Test]
    public void PipesAndDirectoriesAreNoChannels([Values("mkfifo", "mkdir")] string make)
    {
        string path = PathOf(AddressOn("posix"));
        Commands.Run(make, path);
        ShmException refusal = Assert.Throws<ShmException>(() => ShmTopic.OpenSubscriber(Name))!;
        Assert.That(refusal.Status, Is.EqualTo(make == "mkfifo" ? ShmStatus.WrongKind : (ShmStatus)(-21)), "EISDIR");
        Commands.Run("rm", "-r", path);
    }

    [TestCaseSource(nameof(s_backends))]
    public void WhoMayWriteButNotOwnCannotRemove(string backend)
    {
        string address = AddressOn(backend);
        using ShmSender publisher = ShmTopic.OpenPublisher(address, new() { Mode = 0x1b6 });
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        Assert.That(nobody.Do($"remove topic {address}"), Does.StartWith("-1: "), "EPERM: the directory is sticky");
        nobody.Open("subscriber", address);
        Ok(publisher.TrySend([1]));
        Assert.That(nobody.Do("receive subscriber 1 timeout=20000"), Does.StartWith("count=1 "));
        nobody.Finish();
    }

    /// <summary>The next creator wants a new queue, and may not take the old one's name away.</summary>
    [TestCaseSource(nameof(s_backends))]
    public void AnotherUsersDeadQueueIsStartedAnew(string backend)
    {
        string address = AddressOn(backend);
        LeaveDead("producer", address, "slots=4", "send producer 3", "end producer");
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        nobody.Open("consumer", address, "create wait-for-peer");
        Assert.That(nobody.Do("receive consumer 1 timeout=100 once"), Does.StartWith("count=0 ").And.EndsWith("status=Timeout"));
        nobody.Open("producer", address);
        Assert.That(nobody.Do("send producer 4"), Does.EndWith("status=Ok"), "all slots are free");
        Assert.That(nobody.Do("receive consumer 4"), Does.StartWith("count=4 ").And.Contain("again=0").And.EndsWith("status=Ok"));
        nobody.Finish();
        ShmQueue.Remove(address);
    }

    [TestCaseSource(nameof(s_backends))]
    public void AnotherUsersDeadTopicIsStartedAnew(string backend)
    {
        string address = AddressOn(backend);
        LeaveDead("publisher", address, "slots=4 history=2 observable", "send publisher 3");
        using ShmReader observer = ShmTopic.OpenObserver(address, new() { History = 1 });
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        nobody.Open("publisher", address);
        nobody.Open("subscriber", address, "want=2");
        Assert.That(nobody.Do("receive subscriber 1 timeout=100 once"), Does.StartWith("count=0 "));
        Assert.That(nobody.Do("send publisher 2"), Does.EndWith("status=Ok"));
        Assert.That(nobody.Do("receive subscriber 2"), Does.StartWith("count=2 ").And.EndsWith("status=Ok"));
        for (uint i = 0; i < 2; i++)
        {
            Ok(observer.TryReceive(new byte[8], out _, TimeSpan.FromSeconds(20)));
            Assert.That(observer.Tag, Is.EqualTo(i), "an observer goes on behind what was dropped");
        }

        nobody.Finish();
        ShmTopic.Remove(address);
    }

    [TestCaseSource(nameof(s_backends))]
    public void WhoCanRemoveAnotherUsersDeadChannelIsSaid(string backend)
    {
        string address = AddressOn(backend);
        LeaveDead("producer", address, "slots=4 type=Own/8", "send producer 3");
        using ChannelPeer nobody = ChannelPeer.AsNobody();
        Assert.That(nobody.Do($"open p publisher {address}"), Does.Contain("is a queue, not a topic; nobody uses it any more, but only root can remove it"));
        Assert.That(nobody.Do($"open p producer {address} type=Other/8"), Does.Contain("; nobody uses it any more, but only root can remove it"));
        Assert.That(nobody.Do($"remove queue {address}"), Does.StartWith("-1: ").And.Contain("only root can"));
        nobody.Finish();
        using ShmReceiver consumer = ShmQueue.OpenConsumer(address);
        for (uint i = 0; i < 3; i++)
            Ok(consumer.TryReceive(new byte[8], out _)); // who was refused changed nothing
    }

    /// <summary>What root's participant left that was killed, and another user may write.</summary>
    private static void LeaveDead(string role, string address, string options, params string[] deeds)
    {
        using ChannelPeer dead = new(Built.Jit);
        dead.Open(role, address, $"mode=660 group=nogroup {options}");
        foreach (string deed in deeds)
            Assert.That(dead.Do(deed), Does.EndWith("Ok"));
        dead.Kill();
    }

    private static string PathOf(string address) =>
        address.StartsWith("posix:", StringComparison.Ordinal) ? $"/dev/shm{address[6..]}" : address[(address.IndexOf(':') + 1)..];

    private static byte ReadNewest(string address)
    {
        using ShmReader reader = ShmValue.OpenObserver(address);
        byte[] bytes = new byte[1];
        Ok(reader.TryGet(bytes, out _));
        return bytes[0];
    }

    private static int CodeAsNobody(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", .. command])
        {
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
