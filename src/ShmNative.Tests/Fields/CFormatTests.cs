using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using ShmNative.Fields;

namespace ShmNative.Tests.Fields;

public sealed partial class CFormatTests
{
    // The C library's own %g, without a variable number of arguments: strfromd(3).
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int strfromd(byte* buffer, nuint size, string format, double value);

    [Test]
    public void QuotientIsThatOfTheDemo() => Assert.That(CFormat.G(22 / 7.0), Is.EqualTo("3.14286"));

    [TestCase(0.0)]
    [TestCase(-0.0)]
    [TestCase(1.0)]
    [TestCase(100000.0)]
    [TestCase(999999.5)]
    [TestCase(9999995.0)]
    [TestCase(1000000.0)]
    [TestCase(100000.5, Description = "a tie, to even: down")]
    [TestCase(100001.5, Description = "a tie, to even: up")]
    [TestCase(2.5e-5)]
    [TestCase(0.0001)]
    [TestCase(0.00099999951)]
    [TestCase(123456789.0)]
    [TestCase(1e100)]
    [TestCase(-1.5e-300)]
    [TestCase(double.Epsilon)]
    [TestCase(double.MaxValue)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void AgreesWithTheCLibrary(double value) => Assert.That(CFormat.G(value), Is.EqualTo(Reference(value)));

    [Test]
    public void AgreesWithTheCLibraryOnAnyBits() =>
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Sample(value => CFormat.G(value) == Reference(value), iter: 2000);

    [Test]
    public void AgreesWithTheCLibraryOnTiesAndShortNumbers() =>
        Gen.Int[-4_000_000, 4_000_000].Select(number => number / 4.0).Sample(value => CFormat.G(value) == Reference(value), iter: 2000);

    private static unsafe string Reference(double value)
    {
        byte* buffer = stackalloc byte[64];
        int length = strfromd(buffer, 64, "%g", value);
        return Encoding.ASCII.GetString(buffer, length);
    }
}
