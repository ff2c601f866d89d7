using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

/// <summary>An end that is never blocked learns all the same that its channel's name is gone.</summary>
internal sealed class RemovalTests : ChannelFixture
{
    private static readonly byte[] s_message = [1, 2, 3];

    [TestCase("publisher", false)]
    [TestCase("publisher", true)]
    [TestCase("concurrent publisher", false)]
    [TestCase("producer", false)]
    [TestCase("writer", true)]
    public void AnEndThatIsNeverBlockedLearnsOfIt(string role, bool observable)
    {
        ChannelOptions shape = new()
        {
            Slots = 4096,
            Capacity = 16,
            Observable = role != "writer" && observable,
            Concurrent = role == "concurrent publisher",
        };
        using ShmReceiver? consumer = role == "producer" ? ShmQueue.OpenConsumer(Name, new() { Creation = shape }) : null;
        using ShmSender sender = role switch
        {
            "producer" => ShmQueue.OpenProducer(Name, shape),
            "writer" => ShmValue.OpenWriter(Name, shape),
            _ => ShmTopic.OpenPublisher(Name, shape),
        };
        ShmStatus Send()
        {
            ShmStatus status = sender.TrySend(s_message);
            if (status == ShmStatus.Ok && consumer is not null)
                Ok(consumer.TryReceive(stackalloc byte[16], out _));
            return status;
        }

        for (int i = 0; i < 3000; i++)
            Ok(Send());
        Unlink(observable);
        Expect(ShmStatus.Retired, Until(ShmStatus.Retired, Send));
        Expect(ShmStatus.Retired, sender.TryClaim(out _));
    }

    [Test]
    public void AReaderOfTheNewestMessageLearnsOfIt()
    {
        using ShmSender writer = ShmValue.OpenWriter(Name);
        using ShmReader reader = ShmValue.OpenReader(Name);
        Ok(writer.TrySend(s_message));
        byte[] buffer = new byte[16];
        Ok(reader.TryGet(buffer, out _));
        Unlink(hasLockFile: true);
        Expect(ShmStatus.Retired, Until(ShmStatus.Retired, () => reader.TryGet(buffer, out _)));
        Expect(ShmStatus.Retired, Until(ShmStatus.Retired, () => writer.TrySend(s_message)));
    }

    /// <summary>The name goes, as when systemd removes what a user left (RemoveIPC), and the kernel was not asked for a while.</summary>
    private void Unlink(bool hasLockFile)
    {
        File.Delete($"/dev/shm/{Name}");
        if (hasLockFile)
            File.Delete($"/dev/shm/{Name}.locks");
        Thread.Sleep(20);
    }

    /// <summary>At most so many calls as the documents promise.</summary>
    private static ShmStatus Until(ShmStatus wanted, Func<ShmStatus> call)
    {
        ShmStatus status = call();
        for (int calls = 1; calls <= RemovalWatch.Calls && status != wanted; calls++)
            status = call();
        return status;
    }
}
