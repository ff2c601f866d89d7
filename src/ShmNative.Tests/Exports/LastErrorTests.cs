using System.Text;
using ShmNative.Exports.Interop;
using ShmNative.Layout;

namespace ShmNative.Tests.Exports;

public sealed unsafe class LastErrorTests
{
    [Test]
    public void ExceptionsBecomeTheirStatusAndMessage() => Assert.Multiple(() =>
    {
        Assert.That(LastError.Report(new ShmException((ShmStatus)(-13), "no permission")), Is.EqualTo(-13));
        Assert.That(Message(64), Is.EqualTo("no permission"));
        Assert.That(LastError.Report(new InvalidOperationException("broken")), Is.EqualTo((int)ShmStatus.Internal));
        Assert.That(Message(4096), Does.Contain("broken").And.Contain(nameof(InvalidOperationException)));
    });

    [TestCase(ShmStatus.Full)]
    [TestCase(ShmStatus.Empty)]
    [TestCase(ShmStatus.Timeout)]
    [TestCase(ShmStatus.Closed)]
    [TestCase(ShmStatus.Cancelled)]
    public void OrdinaryResultsLeaveTheMessageAsItIs(ShmStatus status)
    {
        LastError.Set(ShmStatus.NotFound, "before");
        Assert.That(LastError.Report(status), Is.EqualTo((int)status));
        Assert.That(LastError.Report(new ShmException(status, "after")), Is.EqualTo((int)status));
        Assert.That(Message(64), Is.EqualTo("before"));
    }

    [TestCase(1, "")]
    [TestCase(2, "")]
    [TestCase(3, "ü")]
    [TestCase(4, "üx")]
    [TestCase(7, "üx")]
    [TestCase(8, "üx😀")]
    public void TextsAreCutAtACharacter(int size, string expected)
    {
        LastError.Set(ShmStatus.NotFound, "üx😀");
        Assert.That(Message(size), Is.EqualTo(expected));
        Assert.That(LastError.CopyTo(null, 0), Is.EqualTo((nuint)7));
    }

    private static string Message(int size)
    {
        byte[] buffer = [.. Enumerable.Repeat((byte)0xff, size)];
        fixed (byte* start = buffer)
            LastError.CopyTo(start, (nuint)size);
        return Encoding.UTF8.GetString(buffer.AsSpan(0, buffer.IndexOf((byte)0)));
    }
}
