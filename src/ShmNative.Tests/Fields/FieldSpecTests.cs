using CsCheck;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class FieldSpecTests
{
    private static readonly string[] s_pieces =
        ["int", "string", "bytes", "char", "double", "uint8", "@", ":", "[", "]", "0x", "-", "\\", "\\x", "'", "\n"];

    [TestCase("int", FieldType.Int32, 4, null, null)]
    [TestCase("0x28@double", FieldType.Double, 8, 40L, null)]
    [TestCase("8@string[20]:good:bye", FieldType.String, 20, 8L, "good:bye")]
    [TestCase("string:a@b", FieldType.String, 4, null, "a@b")]
    [TestCase("string", FieldType.String, 0, null, null)]
    [TestCase("string:", FieldType.String, 1, null, "")]
    [TestCase("string[3]:ab", FieldType.String, 3, null, "ab")]
    [TestCase("bytes[0x10]:ff", FieldType.Bytes, 16, null, "ff")]
    [TestCase("char::", FieldType.Char, 1, null, ":")]
    public void Understands(string text, FieldType type, long size, long? offset, string? value)
    {
        FieldSpec spec = FieldSpec.Parse(text);
        Assert.That(spec.Definition, Is.EqualTo(new FieldDefinition("", type, size, offset)));
        Assert.That(spec.Value?.ToString(), Is.EqualTo(value));
    }

    [TestCase("", ShmStatus.InvalidField)]
    [TestCase("integer", ShmStatus.InvalidField)]
    [TestCase("Int", ShmStatus.InvalidField)]
    [TestCase(" int", ShmStatus.InvalidField)]
    [TestCase("@int", ShmStatus.InvalidField)]
    [TestCase("-1@int", ShmStatus.InvalidField)]
    [TestCase("x@int", ShmStatus.InvalidField)]
    [TestCase("0x@int", ShmStatus.InvalidField)]
    [TestCase("9223372036854775808@int", ShmStatus.InvalidField)]
    [TestCase("0xffffffffffffffff@int", ShmStatus.InvalidField)]
    [TestCase("1@2@int", ShmStatus.InvalidField)]
    [TestCase("int[4]", ShmStatus.InvalidField)]
    [TestCase("string[", ShmStatus.InvalidField)]
    [TestCase("string[]", ShmStatus.InvalidField)]
    [TestCase("string[0]", ShmStatus.InvalidField)]
    [TestCase("bytes[-1]", ShmStatus.InvalidField)]
    [TestCase("string[2]x", ShmStatus.InvalidField)]
    [TestCase("string[1048577]:x", ShmStatus.InvalidField)]
    [TestCase("int:", ShmStatus.InvalidValue)]
    [TestCase("int:x", ShmStatus.InvalidValue)]
    [TestCase("string[2]:ab", ShmStatus.InvalidValue)]
    [TestCase("bytes[1]:0000", ShmStatus.InvalidValue)]
    public void RefusesInOneLine(string text, ShmStatus status)
    {
        ShmException error = Assert.Throws<ShmException>(() => FieldSpec.Parse(text));
        Assert.That(error.Status, Is.EqualTo(status));
        Assert.That(error.Message, Does.Not.Contain('\n').And.Contain(text));
    }

    [Test]
    public void AnyTextIsUnderstoodOrRefusedAndNothingElse()
    {
        Gen<string> piece = Gen.Int[0, s_pieces.Length - 1].Select(index => s_pieces[index]);
        Gen<string> text = Gen.OneOf(piece, Gen.String, Gen.Long.Select(number => $"{number}")).List[0, 8].Select(string.Concat);
        text.Sample(spec =>
        {
            try
            {
                FieldSpec parsed = FieldSpec.Parse(spec);
                return FieldTypes.IsKnown(parsed.Definition.Type) && parsed.Definition.Size >= 0 && parsed.Definition.Offset is not < 0;
            }
            catch (ShmException error)
            {
                return error.Status is ShmStatus.InvalidField or ShmStatus.InvalidValue && !error.Message.Contains('\n');
            }
        }, iter: 20_000);
    }
}
