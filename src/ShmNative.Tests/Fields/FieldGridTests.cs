using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class FieldGridTests
{
    [Test]
    public void RowsOfTheDemoCoverEveryByteOfTheStruct()
    {
        FieldGrid grid = FieldGrid.Read(DemoTests.Message(), Demo.Definitions, FieldPlacement.Natural, 0x1000);
        Assert.That(grid.Rows.Select(row => row.PaddingBefore), Is.EqualTo(new long[] { 0, 1, 0, 3, 0, 0, 6, 0, 0, 0 }));
        Assert.That(grid.PaddingAtEnd, Is.EqualTo(6));
        Assert.That(grid.Rows[6].Address, Is.EqualTo((nint)0x1028));
        Assert.That(grid.Rows[6].Value.ToString(), Is.EqualTo("3.142857142857143"));
        Assert.That(grid.Rows[1].Bytes.ToArray(), Is.EqualTo(new byte[] { 22, 0, 0, 0 }));
    }

    [Test]
    public void RowsAreSortedAndValuesKeepTheirOrder()
    {
        FieldDefinition[] definitions = [new("late", FieldType.UInt8, 1, 8), new("early", FieldType.UInt8, 1, 2)];
        FieldGrid grid = FieldGrid.Read([0, 0, 5, 0, 0, 0, 0, 0, 9], definitions, FieldPlacement.Natural);
        Assert.That(grid.Rows.Select(row => row.Field.Name), Is.EqualTo(new[] { "early", "late" }));
        Assert.That(grid.Rows.Select(row => row.PaddingBefore), Is.EqualTo(new long[] { 2, 5 }));
        Assert.That(grid.Values.Select(value => value.ToString()), Is.EqualTo(new[] { "9", "5" }));
    }

    [Test]
    public void AStringWithoutASizeEndsAtItsNulAndTheNextFieldFollows()
    {
        FieldDefinition[] definitions = [new("", FieldType.String), new("", FieldType.UInt8)];
        FieldGrid grid = FieldGrid.Read("hello\0\x07"u8, definitions, FieldPlacement.Natural);
        Assert.That(grid.Values.Select(value => value.ToString()), Is.EqualTo(new[] { "hello", "7" }));
    }

    [Test]
    public void AStringMayBeLongerThanOneReadOfTheMemory()
    {
        byte[] memory = new byte[20_001];
        memory.AsSpan(0, 20_000).Fill((byte)'x');
        FieldGrid grid = FieldGrid.Read(memory, [new("", FieldType.String)], FieldPlacement.Natural);
        Assert.That(grid.Values[0].ToString(), Is.EqualTo(new string('x', 20_000)));
    }

    [TestCase("string", ShmStatus.Corrupt, Description = "no NUL up to the end")]
    [TestCase("string[4]", ShmStatus.Corrupt)]
    [TestCase("8@string", ShmStatus.OutOfBounds)]
    [TestCase("5@int", ShmStatus.OutOfBounds)]
    [TestCase("bytes", ShmStatus.InvalidField)]
    [TestCase("bytes[9]", ShmStatus.OutOfBounds)]
    [TestCase("9223372036854775800@bytes[7]", ShmStatus.OutOfBounds)]
    public void WhatIsNotThereIsRefused(string spec, ShmStatus status)
    {
        ShmException error = Assert.Throws<ShmException>(() =>
            FieldGrid.Read("xxxxxxxx"u8, [FieldSpec.Parse(spec).Definition], FieldPlacement.Natural));
        Assert.That(error.Status, Is.EqualTo(status));
    }
}
