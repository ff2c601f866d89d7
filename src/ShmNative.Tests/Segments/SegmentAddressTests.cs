using ShmNative.Layout;
using ShmNative.Segments;

namespace ShmNative.Tests.Segments;

public sealed class SegmentAddressTests
{
    [TestCase("sysv:/tmp#83", SegmentBackend.SysV, "sysv:/tmp#83")]
    [TestCase("sysv:key.file#255", SegmentBackend.SysV, "sysv:key.file#255")]
    [TestCase("sysv:/a#b#1", SegmentBackend.SysV, "sysv:/a#b#1")]
    [TestCase("sysv:0x1#2", SegmentBackend.SysV, "sysv:0x1#2")]
    [TestCase("sysv:/tmp#083", SegmentBackend.SysV, "sysv:/tmp#83")]
    [TestCase("sysv:0x5E", SegmentBackend.SysV, "sysv:0x0000005e")]
    [TestCase("sysv:0xffffffff", SegmentBackend.SysV, "sysv:0xffffffff")]
    [TestCase("sysv:private", SegmentBackend.SysV, "sysv:private")]
    [TestCase("sysv:id=0", SegmentBackend.SysV, "sysv:id=0")]
    [TestCase("sysv:id=2147483647", SegmentBackend.SysV, "sysv:id=2147483647")]
    [TestCase("posix:/name", SegmentBackend.Posix, "posix:/name")]
    [TestCase("posix:/...", SegmentBackend.Posix, "posix:/...")]
    [TestCase("file:/var/tmp/x", SegmentBackend.File, "file:/var/tmp/x")]
    public void ReadsAllForms(string text, SegmentBackend backend, string canonical)
    {
        SegmentAddress address = SegmentAddress.Parse(text);
        Assert.That(address.Backend, Is.EqualTo(backend));
        Assert.That(address.ToString(), Is.EqualTo(canonical));
        Assert.That(SegmentAddress.Parse(canonical), Is.EqualTo(address));
    }

    [Test]
    public void RelativeFilesBecomeAbsolute() =>
        Assert.That(SegmentAddress.Parse("file:x").ToString(), Is.EqualTo($"file:{Environment.CurrentDirectory}/x"));

    [TestCase(255, true)]
    [TestCase(256, false)]
    public void PosixNamesHaveAtMost255Bytes(int length, bool isValid) =>
        Assert.That(SegmentAddress.TryParse("posix:/" + new string('n', length), out _, out _), Is.EqualTo(isValid));

    [TestCase(255, true)]
    [TestCase(256, false)]
    public void NamesOfFilesHaveAtMost255Bytes(int length, bool isValid) =>
        Assert.That(SegmentAddress.TryParse("file:/tmp/" + new string('n', length), out _, out _), Is.EqualTo(isValid));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("demo")]
    [TestCase("sysv:")]
    [TestCase("sysv:/tmp")]
    [TestCase("sysv:#83")]
    [TestCase("sysv:/tmp#")]
    [TestCase("sysv:/tmp#0")]
    [TestCase("sysv:/tmp#256")]
    [TestCase("sysv:/tmp#-1")]
    [TestCase("sysv:/tmp# 83")]
    [TestCase("sysv:/tmp#S")]
    [TestCase("sysv:0x")]
    [TestCase("sysv:0x0")]
    [TestCase("sysv:0x123456789")]
    [TestCase("sysv:0xgg")]
    [TestCase("sysv:0x 1")]
    [TestCase("sysv:id=")]
    [TestCase("sysv:id=-1")]
    [TestCase("sysv:id=2147483648")]
    [TestCase("sysv:private ")]
    [TestCase("SYSV:private")]
    [TestCase("posix:")]
    [TestCase("posix:/")]
    [TestCase("posix:name")]
    [TestCase("posix:/.")]
    [TestCase("posix:/..")]
    [TestCase("posix:/a/b")]
    [TestCase("posix://a")]
    [TestCase("posix:/shmnative.owner.file-1-2")]
    [TestCase("posix:/shmnative.locks.sysv-1-2")]
    [TestCase("posix:/na\nme")]
    [TestCase("posix:/na\0me")]
    [TestCase("file:")]
    [TestCase("file:/tmp/")]
    [TestCase("memfd:x")]
    public void RefusesTheRestAndShowsTheForms(string? text)
    {
        Assert.That(SegmentAddress.TryParse(text, out SegmentAddress? address, out string error), Is.False);
        Assert.That(address, Is.Null);
        Assert.That(error, Does.Contain("sysv:PATH#PROJ").And.Contain("posix:/NAME"));
        Assert.That(error.Any(char.IsControl), Is.False);
        Assert.That(() => SegmentAddress.Parse(text!), Throws.TypeOf<ShmException>().With.Property("Status").EqualTo(ShmStatus.InvalidAddress));
    }
}
