using System.Text;
using CsCheck;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class FieldValueTests
{
    private static readonly Gen<FieldType> s_number =
        Gen.Int[(int)FieldType.Char, (int)FieldType.Double].Select(number => (FieldType)number);

    [TestCase(FieldType.Char, "/", "2f")]
    [TestCase(FieldType.Char, "'", "27")]
    [TestCase(FieldType.Char, "'a'", "61")]
    [TestCase(FieldType.Char, @"'\n'", "0a")]
    [TestCase(FieldType.Char, @"\n", "0a")]
    [TestCase(FieldType.Char, @"\x41", "41")]
    [TestCase(FieldType.Char, @"\0", "00")]
    [TestCase(FieldType.Char, @"\377", "ff")]
    [TestCase(FieldType.Int8, "-128", "80")]
    [TestCase(FieldType.UInt8, "0xff", "ff")]
    [TestCase(FieldType.Int16, "-2", "feff")]
    [TestCase(FieldType.UInt16, "65535", "ffff")]
    [TestCase(FieldType.Int32, "22", "16000000")]
    [TestCase(FieldType.Int32, "-0x80000000", "00000080")]
    [TestCase(FieldType.UInt32, "4294967295", "ffffffff")]
    [TestCase(FieldType.Int64, "-9223372036854775808", "0000000000000080")]
    [TestCase(FieldType.UInt64, "18446744073709551615", "ffffffffffffffff")]
    [TestCase(FieldType.Float, "1.5", "0000c03f")]
    [TestCase(FieldType.Double, "-2", "00000000000000c0")]
    [TestCase(FieldType.Double, "-inf", "000000000000f0ff")]
    [TestCase(FieldType.String, "goodbye", "676f6f6462796500")]
    [TestCase(FieldType.String, "", "00")]
    [TestCase(FieldType.String, @"\t\\\""\x41\101é", "095c224141c3a900")]
    [TestCase(FieldType.Bytes, "00FF7f", "00ff7f")]
    public void TextBecomesTheBytesThatCWouldStore(FieldType type, string text, string hex) =>
        Assert.That(Convert.ToHexStringLower(FieldValue.Parse(type, text).Bytes), Is.EqualTo(hex));

    [TestCase(FieldType.Char, "")]
    [TestCase(FieldType.Char, "ab")]
    [TestCase(FieldType.Char, "é")]
    [TestCase(FieldType.Char, @"\")]
    [TestCase(FieldType.Char, @"\q")]
    [TestCase(FieldType.Char, @"\400")]
    [TestCase(FieldType.Char, @"\x")]
    [TestCase(FieldType.Int8, "128")]
    [TestCase(FieldType.Int8, "-129")]
    [TestCase(FieldType.UInt8, "-1")]
    [TestCase(FieldType.Int16, "0x8000")]
    [TestCase(FieldType.Int32, "2147483648")]
    [TestCase(FieldType.Int32, "")]
    [TestCase(FieldType.Int32, "-")]
    [TestCase(FieldType.Int32, "0x")]
    [TestCase(FieldType.Int32, "12 ")]
    [TestCase(FieldType.Int32, "1.5")]
    [TestCase(FieldType.Int32, "twelve")]
    [TestCase(FieldType.UInt64, "18446744073709551616")]
    [TestCase(FieldType.UInt64, "99999999999999999999999999999999999999999999999999999999999999999999")]
    [TestCase(FieldType.Float, "1e39")]
    [TestCase(FieldType.Double, "1e999")]
    [TestCase(FieldType.Double, "1,5")]
    [TestCase(FieldType.Double, "--inf")]
    [TestCase(FieldType.Double, "")]
    [TestCase(FieldType.String, @"a\0b")]
    [TestCase(FieldType.String, @"a\x00")]
    [TestCase(FieldType.Bytes, "")]
    [TestCase(FieldType.Bytes, "abc")]
    [TestCase(FieldType.Bytes, "zz")]
    public void WhatIsNoValueOfTheTypeIsRefused(FieldType type, string text)
    {
        ShmException error = Assert.Throws<ShmException>(() => FieldValue.Parse(type, text));
        Assert.That(error.Status, Is.EqualTo(ShmStatus.InvalidValue));
        Assert.That(error.Message, Does.Not.Contain('\n'));
    }

    [Test]
    public void EveryNumberRoundTrips() => Gen.Select(s_number, Gen.Byte.Array[8]).Sample((type, bits) =>
    {
        FieldValue value = FieldValue.Read(type, bits.AsSpan(0, FieldTypes.FixedSize(type)));
        FieldValue again = FieldValue.Parse(type, value.ToString());
        bool isNan = value.ToString().Contains("nan", StringComparison.Ordinal);
        return value.ToString() == again.ToString() && (isNan || value.Bytes.SequenceEqual(again.Bytes));
    });

    [Test]
    public void EveryStringRoundTripsInOneVisibleLine() => Gen.Byte[1, 255].Array[0, 60].Sample(bytes =>
    {
        FieldValue value = FieldValue.Read(FieldType.String, [.. bytes, 0]);
        string text = value.ToString();
        return FieldValue.Parse(FieldType.String, text).Bytes.SequenceEqual(value.Bytes) && !text.Any(char.IsControl);
    });

    [Test]
    public void UnicodeTextShowsAsItIs() =>
        Assert.That(FieldValue.Read(FieldType.String, Encoding.UTF8.GetBytes("naïve 日本 🙂\0")).ToString(), Is.EqualTo("naïve 日本 🙂"));

    [Test]
    public void TextThatWouldSteerATerminalIsEscaped() =>
        Assert.That(FieldValue.Read(FieldType.String, "\u001b[2J\u202e\0"u8).ToString(), Is.EqualTo(@"\x1b[2J\xe2\x80\xae"));

    [Test]
    public void AStringWithoutNulIsRefused() =>
        Assert.That(Assert.Throws<ShmException>(() => FieldValue.Read(FieldType.String, "abc"u8))!.Message, Does.Contain("NUL"));

    [Test]
    public void AStringEndsAtItsFirstNul() => Assert.That(FieldValue.Read(FieldType.String, "ab\0cd\0"u8).ToString(), Is.EqualTo("ab"));
}
