using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>What only System V segments can meet.</summary>
public sealed class SysVSegmentsTests : SegmentFixture
{
    [Test]
    public void PrivateSegmentIsFoundByItsId()
    {
        using Segment server = Segment.Create(SegmentAddress.Parse("sysv:private"), 64);
        server.Write(0, 42);
        Assert.That(server.Address.ToString(), Does.StartWith("sysv:id="));
        using Segment client = Segment.Open(server.Address);
        Assert.That(client.Read<int>(0), Is.EqualTo(42));
    }

    [Test]
    public void UnknownKeyFileIsSaid()
    {
        SegmentAddress address = SegmentAddress.Parse($"sysv:{OwnFolder}/none#83");
        Assert.That(() => Segment.Create(address, 64), Refuses((ShmStatus)(-2)));
        Assert.That(() => Segment.Open(address, false, TimeSpan.FromSeconds(60)), Refuses((ShmStatus)(-2)));
    }

    [Test]
    public void PrivateAndIdHaveOneUseEach()
    {
        Assert.That(() => Segment.Open(SegmentAddress.Parse("sysv:private")), Refuses(ShmStatus.InvalidAddress));
        Assert.That(() => Segment.Create(SegmentAddress.Parse("sysv:id=5"), 64), Refuses(ShmStatus.InvalidAddress));
    }
}
