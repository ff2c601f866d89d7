using System.Runtime.InteropServices;
using ShmNative.Layout;

namespace ShmNative.Tests.Layout;

public sealed class DemoMessageTests
{
    [TestCase(nameof(DemoMessage.Title), 0)]
    [TestCase(nameof(DemoMessage.Numerator), 20)]
    [TestCase(nameof(DemoMessage.Slash), 24)]
    [TestCase(nameof(DemoMessage.Denominator), 28)]
    [TestCase(nameof(DemoMessage.Equals1), 32)]
    [TestCase(nameof(DemoMessage.Equals2), 33)]
    [TestCase(nameof(DemoMessage.Quotient), 40)]
    [TestCase(nameof(DemoMessage.Newline1), 48)]
    [TestCase(nameof(DemoMessage.Newline2), 49)]
    [TestCase(nameof(DemoMessage.Goodbye), 50)]
    public void MembersStandWhereACCompilerPutsThem(string member, int offset) =>
        Assert.That((int)Marshal.OffsetOf<DemoMessage>(member), Is.EqualTo(offset));

    [Test]
    public unsafe void SizeIsThatOfTheCStruct() => Assert.That(sizeof(DemoMessage), Is.EqualTo(64));
}
