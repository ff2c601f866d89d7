using ShmNative.Channels;
using ShmNative.Fields;
using ShmNative.Layout;
using ShmNative.Layout.Channels;

namespace ShmNative.Tests.Channels;

public sealed class ShmChannelTests : ChannelFixture
{
    [Test]
    public void AQueueIsDescribed([Values("posix", "file", "sysv")] string backend)
    {
        string address = AddressOn(backend);
        using ShmSender producer = ShmQueue.OpenProducer(address, new() { Slots = 4, Capacity = 100, AtMostOnce = true }, new() { Name = "Ω" });
        using ShmReceiver consumer = ShmQueue.OpenConsumer(address);
        Ok(producer.TrySend("abc"u8));
        Ok(producer.TrySend("def"u8));
        Ok(consumer.TryReceive(new byte[8], out _));
        ChannelInfo info = ShmChannel.Stat(address);
        Assert.Multiple(() =>
        {
            Assert.That((info.Kind, info.Flags, info.State, info.IsClosed), Is.EqualTo((ChannelKind.Queue, ChannelFlags.AtMostOnce, ChannelState.Ready, false)));
            Assert.That((info.Slots, info.Capacity, info.Participants), Is.EqualTo((4L, 100L, 64)));
            Assert.That((info.Senders, info.Receivers, info.Dead), Is.EqualTo((1, 1, 0)));
            Assert.That((info.Sent, info.Taken), Is.EqualTo((2UL, 1UL)));
            Assert.That((info.TypeName, info.TypeSize, info.Fields), Is.EqualTo(("", 0UL, (FieldLayout?)null)));
            Assert.That(info.CreatorPid, Is.EqualTo(Environment.ProcessId));
            Assert.That(consumer.Info(), Is.EqualTo(info));
            IReadOnlyList<ParticipantInfo> participants = ShmChannel.Participants(address);
            Assert.That(participants.Select(p => (p.Role, p.Name, p.IsAlive, p.Pid)), Is.EquivalentTo(new[]
            {
                (ParticipantRole.Sender, "Ω", (bool?)true, Environment.ProcessId),
                (ParticipantRole.Receiver, "", true, Environment.ProcessId),
            }));
        });
    }

    [Test]
    public void AValueCountsWhatWasWrittenAndWhatItIs()
    {
        FieldLayout fields = FieldLayout.Parse("int, 8@double", FieldPlacement.Natural);
        using ShmSender<(long, long)> writer = ShmValue<(long, long)>.OpenWriter(Name, type: new("pair", fields));
        Assert.That(ShmChannel.Stat(Name).Sent, Is.Zero);
        for (int i = 0; i < 20; i++)
            writer.Send((i, i));
        writer.End();
        ChannelInfo info = ShmChannel.Stat(Name);
        Assert.That((info.Sent, info.IsClosed, info.TypeName, info.TypeSize), Is.EqualTo((20UL, true, "pair", 16UL)));
        Assert.That(info.Fields!.Compare(fields), Is.Empty);
    }

    [Test]
    public void LostAndBehindAreToldOfSubscribers()
    {
        using ShmSender publisher = ShmTopic.OpenPublisher(Name, new() { Slots = 4, Observable = true });
        using ShmReader lossy = ShmTopic.OpenLossySubscriber(Name);
        for (int i = 0; i < 10; i++)
            Ok(publisher.TrySend([]));
        Expect(ShmStatus.Lapped, lossy.TryReceive([], out _));
        using ShmReceiver subscriber = ShmTopic.OpenSubscriber(Name);
        Ok(publisher.TrySend([]));
        Assert.That(ShmChannel.Stat(Name).Lost, Is.EqualTo((ulong)lossy.Lost).And.Positive);
        Assert.That(ShmChannel.Participants(Name).Select(p => p.Behind), Is.EqualTo(new[] { 0UL, 0UL, 1UL }));
    }

    [Test]
    public void AnEndThatIsClosedTellsNothing()
    {
        ShmSender producer = ShmQueue.OpenProducer(Name);
        producer.Dispose();
        Refused(ShmStatus.InvalidHandle, () => producer.Info());
        producer.Cancel();
        Refused(ShmStatus.NotFound, () => ShmChannel.Stat(Name));
        Refused(ShmStatus.NotFound, () => ShmChannel.Participants(Name));
    }

    [Test]
    public void CancellingWhileAnotherThreadClosesDoesNoHarm()
    {
        for (int round = 0; round < 50; round++)
        {
            ShmSender writer = ShmValue.OpenWriter(Name);
            using ManualResetEventSlim started = new();
            Task cancelling = Task.Run(() =>
            {
                started.Set();
                for (int i = 0; i < 1000; i++)
                    writer.Cancel();
            });
            started.Wait();
            writer.Dispose();
            cancelling.Wait();
        }
    }

    [Test]
    public void ALongNameOfAnEndIsRefused() =>
        Refused(ShmStatus.InvalidArgument, () => ShmQueue.OpenProducer(Name, endpoint: new() { Name = new('x', 64) }));
}
