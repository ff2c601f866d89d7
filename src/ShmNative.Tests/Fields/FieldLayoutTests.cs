using System.Runtime.InteropServices;
using CsCheck;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class FieldLayoutTests
{
    private static readonly Gen<FieldDefinition> s_definition =
        from type in Gen.Int[(int)FieldType.Char, (int)FieldType.Bytes].Select(number => (FieldType)number)
        from size in Gen.Long[1, 40]
        select new FieldDefinition("", type, FieldTypes.FixedSize(type) == 0 ? size : 0);

    [Test]
    public void DemoStandsWhereTheStructsMembersStand()
    {
        string[] members =
            ["Title", "Numerator", "Slash", "Denominator", "Equals1", "Equals2", "Quotient", "Newline1", "Newline2", "Goodbye"];
        IEnumerable<long> offsets = members.Select(name => (long)Marshal.OffsetOf<DemoMessage>(name));
        Assert.That(FieldLayout.Demo.Select(field => field.Offset), Is.EqualTo(offsets));
        Assert.That(FieldLayout.Demo.Select(field => field.Name), Is.EqualTo(members.Select(name => name.ToLowerInvariant())));
        Assert.That(FieldLayout.Demo.Select(field => field.Size), Is.EqualTo(new long[] { 19, 4, 1, 4, 1, 1, 8, 1, 1, 8 }));
        Assert.That((FieldLayout.Demo.Size, FieldLayout.Demo.Alignment, FieldLayout.Demo.End), Is.EqualTo((64L, 8, 58L)));
    }

    [Test]
    public void DemoPackedHasNoPadding()
    {
        Assert.That(FieldLayout.DemoPacked.Select(field => field.Offset), Is.EqualTo(new long[] { 0, 19, 23, 24, 28, 29, 30, 38, 39, 40 }));
        Assert.That((FieldLayout.DemoPacked.Size, FieldLayout.DemoPacked.Alignment), Is.EqualTo((48L, 1)));
    }

    [TestCase("string[19], int, char, int, char, char, double, char, char, string[8]", "0 20 24 28 32 33 40 48 49 50", 64)]
    [TestCase("char 40@double char", "0 40 48", 56, Description = "an implicit field follows the one before it")]
    [TestCase("40@double 0@int char", "40 0 4", 48, Description = "also when that stands before others")]
    [TestCase("3@int", "3", 7, Description = "a place the compiler would not choose")]
    [TestCase("0x10@uint16", "16", 18)]
    [TestCase("", "", 0)]
    public void FieldsStandWhereTheSpecificationSays(string specs, string offsets, long size)
    {
        FieldLayout layout = FieldLayout.Parse(specs, FieldPlacement.Natural);
        Assert.That(string.Join(' ', layout.Select(field => field.Offset)), Is.EqualTo(offsets));
        Assert.That(layout.Size, Is.EqualTo(size));
    }

    [TestCase("0@int 3@char", ShmStatus.FieldOverlap)]
    [TestCase("4@int 0@double", ShmStatus.FieldOverlap)]
    [TestCase("8@char 8@char", ShmStatus.FieldOverlap)]
    [TestCase("8@int 4@int int", ShmStatus.FieldOverlap)]
    [TestCase("string", ShmStatus.InvalidField)]
    [TestCase("bytes", ShmStatus.InvalidField)]
    [TestCase("int:1", ShmStatus.InvalidField)]
    [TestCase("9223372036854775807@int", ShmStatus.InvalidField)]
    [TestCase("9223372036854775800@bytes[7] int", ShmStatus.InvalidField)]
    [TestCase("bytes[9223372036854775807] char", ShmStatus.InvalidField)]
    public void ImpossibleLayoutsAreRefused(string specs, ShmStatus status) =>
        Assert.That(Assert.Throws<ShmException>(() => FieldLayout.Parse(specs, FieldPlacement.Natural))!.Status, Is.EqualTo(status));

    [Test]
    public void FieldsPastTheEndAreRefused()
    {
        FieldLayout.Demo.RequireFit(58);
        ShmException error = Assert.Throws<ShmException>(() => FieldLayout.Demo.RequireFit(57));
        Assert.That(error.Status, Is.EqualTo(ShmStatus.OutOfBounds));
        Assert.That(error.Message, Does.Contain("goodbye").And.Contain("58").And.Contain("57"));
    }

    [Test]
    public void CompareNamesEveryDifference()
    {
        Assert.That(FieldLayout.Demo.Compare(FieldLayout.Demo), Is.Empty);
        IReadOnlyList<string> differences = FieldLayout.Demo.Compare(FieldLayout.DemoPacked);
        Assert.That(differences, Has.Count.EqualTo(10), "nine moved fields and the size");
        Assert.That(differences[0], Is.EqualTo("field 1: numerator (int32 at 20) here, numerator (int32 at 19) there"));
        Assert.That(FieldLayout.Parse("int char", FieldPlacement.Natural).Compare(FieldLayout.Parse("int", FieldPlacement.Natural))[0],
            Is.EqualTo("field 1: char at 4 here, nothing there"));
    }

    [Test]
    public void NaturalPlacementIsAlignedAndTight() => s_definition.List[0, 12].Sample(definitions =>
    {
        FieldLayout layout = FieldLayout.Compute(definitions, FieldPlacement.Natural);
        long end = 0;
        foreach (Field place in layout)
        {
            int alignment = FieldTypes.Alignment(place.Type);
            Assert.That(place.Offset % alignment, Is.Zero);
            Assert.That(place.Offset - end, Is.InRange(0, alignment - 1));
            end = place.End;
        }
        Assert.That(layout.Size % layout.Alignment, Is.Zero);
        Assert.That(layout.Size - end, Is.InRange(0, layout.Alignment - 1));
    });

    [Test]
    public void PackedPlacementHasNoGaps() => s_definition.List[0, 12].Sample(definitions =>
    {
        FieldLayout layout = FieldLayout.Compute(definitions, FieldPlacement.Packed);
        return layout.Size == layout.Sum(place => place.Size) && layout.Alignment == 1;
    });
}
