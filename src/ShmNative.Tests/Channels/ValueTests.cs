using ShmNative.Channels;
using ShmNative.Layout;

namespace ShmNative.Tests.Channels;

public sealed class ValueTests : ChannelFixture
{
    [Test]
    public void OnlyTheNewestCounts([Values] bool observer)
    {
        using ShmSender<long> writer = ShmValue<long>.OpenWriter(Name);
        using ShmReader<long> reader = observer ? ShmValue<long>.OpenObserver(Name) : ShmValue<long>.OpenReader(Name);
        Expect(ShmStatus.Empty, reader.TryGet(out _));
        for (long i = 1; i <= 100; i++)
            Ok(writer.TrySend(i));
        Ok(reader.TryReceive(out long newest));
        Assert.That(newest, Is.EqualTo(100));
        Expect(ShmStatus.Empty, reader.TryReceive(out _));
        Ok(reader.TryGet(out long again));
        Assert.That(again, Is.EqualTo(100));
    }

    [Test]
    public void AbortedWritesLeaveTheNewestInPlace()
    {
        using ShmSender<long> writer = ShmValue<long>.OpenWriter(Name, new() { Slots = 2 });
        using ShmReader<long> reader = ShmValue<long>.OpenReader(Name);
        Ok(writer.TrySend(7));
        for (int i = 0; i < 10; i++)
        {
            Ok(writer.TryClaim(out ShmSender<long>.Claim claim));
            claim.Value = -1;
            Ok(reader.TryGet(out long seen));
            Assert.That(seen, Is.EqualTo(7));
            claim.Dispose();
        }

        Ok(writer.TrySend(8));
        Ok(reader.TryReceive(out long next));
        Assert.That(next, Is.EqualTo(8));
    }

    [Test]
    public void HeirGoesOnWhereTheWriterEnded()
    {
        ShmSender<long> writer = ShmValue<long>.OpenWriter(Name);
        using ShmReader<long> reader = ShmValue<long>.OpenReader(Name);
        Ok(writer.TrySend(1));
        writer.Dispose();
        using ShmSender<long> heir = ShmValue<long>.OpenWriter(Name);
        Ok(reader.TryReceive(out long one));
        Assert.That(one, Is.EqualTo(1));
        Ok(heir.TrySend(2));
        Ok(reader.TryReceive(out long two, Timeout.InfiniteTimeSpan));
        Assert.That(two, Is.EqualTo(2));
    }
}
