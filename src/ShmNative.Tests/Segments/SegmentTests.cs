using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

/// <summary>What holds for the segments of every backend.</summary>
[TestFixture("sysv:0x5e600001")]
[TestFixture("posix:/shmnative-test")]
[TestFixture("file:/tmp/shmnative-test.bin")]
public sealed class SegmentTests(string text) : SegmentFixture
{
    private readonly SegmentAddress _address = SegmentAddress.Parse(text);

    [Test]
    public void NewSegmentIsZeroedAndOfTheSizeAsked()
    {
        using Segment segment = Segment.Create(_address, 1000);
        Assert.That(segment.Size, Is.EqualTo(1000));
        Assert.That(segment.AsSpan().Length, Is.EqualTo(1000));
        Assert.That(segment.AsSpan().IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
    }

    [Test]
    public void WhatIsWrittenIsReadThroughAnotherAttachment()
    {
        using Segment server = Segment.Create(_address, 64);
        server.Write(8, "shared"u8);
        using Segment client = Segment.Open(_address);
        byte[] bytes = new byte[6];
        client.Read(8, bytes);
        Assert.That(bytes, Is.EqualTo("shared"u8.ToArray()));
        Assert.That(client.Size, Is.EqualTo(64));
    }

    [Test]
    public void CloseRemovesAndIsSafeTwice()
    {
        Segment segment = Segment.Create(_address, 64);
        segment.Dispose();
        segment.Dispose();
        Assert.That(() => Segment.Open(_address), Refuses(ShmStatus.NotFound));
    }
}
