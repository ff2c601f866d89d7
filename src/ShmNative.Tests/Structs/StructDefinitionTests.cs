using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ShmNative.Layout;
using ShmNative.Structs;

namespace ShmNative.Tests.Structs;

public sealed partial class StructDefinitionTests
{
    [Test]
    public void FieldsStandWhereTheMembersStand()
    {
        Assert.That(Fields(default(Spread)), Is.EqualTo(new[]
        {
            "first (uint16 at 4)", "middle.price (double at 8)", "middle.amount (int32 at 16)", "middle.side (uint8 at 20)", "last (int64 at 40)",
        }));
        Assert.That(Fields(default(Tight)), Is.EqualTo(new[]
        {
            "flag (uint8 at 0)", "value (double at 1)", "level.price (double at 9)", "level.amount (int32 at 17)", "level.side (uint8 at 21)", "end (uint16 at 25)",
        }));
        Assert.That(Fields(default(Outer.Inner)), Is.EqualTo(new[] { "number (int32 at 0)", "weight (double at 8)" }));
    }

    [Test]
    public void ArraysHaveAFieldForEachElementOrOneForAll()
    {
        string[] fields = Fields(default(Book));
        Assert.That(fields, Does.Contain("symbol (string[7] at 0)").And.Contain("raw (bytes[3] at 7)").And.Contain("shorts[1] (int16 at 12)")
            .And.Contain("kind (char at 14)").And.Contain("id (uint64 at 16)").And.Contain("mask (uint64 at 24)"));
        Assert.That(fields.Where(f => f.StartsWith("levels[2].", StringComparison.Ordinal)).Select(f => f.Split(' ')[0]),
            Is.EqualTo(new[] { "levels[2].price", "levels[2].amount", "levels[2].side" }));
        Assert.That(fields.Single(f => f.StartsWith("samples", StringComparison.Ordinal)), Does.StartWith("samples[40] float (bytes[160] at "));
        Assert.That(fields[^2..].Select(f => f.Split(' ')[0]), Is.EqualTo(new[] { "default_", "ratio" }));
    }

    [Test]
    public void ThePackIsTheOneThatTheCompilerNeeds()
    {
        Assert.That(Sample.All.Select(s => s.Define()).Select(d => (d.Name, d.Size, d.Pack, d.Alignment)), Is.EqualTo(new[]
        {
            ("level", 16L, 8, 8), ("sample_book", 264L, 8, 8), ("spread", 64L, 8, 8), ("tight", 27L, 1, 1), ("half_tight", 10L, 2, 2), ("inner", 16L, 8, 8),
        }));
    }

    [Test]
    public void OverlapsAndEqualNamesAreRefused()
    {
        ShmException overlap = Assert.Throws<ShmException>(() => Fields(default(Overlapping)))!;
        Assert.That((overlap.Status, overlap.Message), Is.EqualTo((ShmStatus.FieldOverlap, "fields overlap: number (int32 at 0) ends at 4, where half (int16 at 2) has begun")));
        ShmException same = Assert.Throws<ShmException>(() => Fields(default(SameNames)))!;
        Assert.That((same.Status, same.Message), Is.EqualTo((ShmStatus.InvalidField, "struct 'same_names': ValueOf and Value_of are both 'value_of' in C; rename one")));
    }

    [Test]
    public void WhatATableCannotHoldIsRefused()
    {
        ShmException name = Assert.Throws<ShmException>(() => Fields(default(LongName)))!;
        Assert.That((name.Status, name.Message), Is.EqualTo((ShmStatus.InvalidField, "field 'aname_that_is_longer_than_thirty_nine_bytes': a name has at most 39 bytes, and no NUL")));
        ShmException count = Assert.Throws<ShmException>(() => Fields(default(TooMany)))!;
        Assert.That((count.Status, count.Message), Is.EqualTo((ShmStatus.InvalidField, "struct 'too_many' has 1408 fields; at most 1024 are possible")));
    }

    [TestCase("bad name")]
    [TestCase("1st")]
    [TestCase("naïve")]
    [TestCase("")]
    public void NamesThatCDoesNotHaveAreRefused(string name) =>
        Assert.That(Assert.Throws<ShmException>(() => CNames.Type(name, isGiven: true))!.Status, Is.EqualTo(ShmStatus.InvalidField));

    [Test]
    public void CompiledAheadOfTimeTheyAreTheSame()
    {
        using TestHostProcess runtime = TestHostProcess.Start("struct-fields");
        using TestHostProcess aot = TestHostProcess.StartAot("struct-fields");
        (int ExitCode, string Output) expected = runtime.Finish();
        Assert.That(aot.Finish(), Is.EqualTo(expected));
        Assert.That(expected.ExitCode, Is.Zero);
        Assert.That(expected.Output, Does.Contain("levels[2].price (double at "));
    }

    private static string[] Fields(IShmStruct marked) => [.. marked.Define().Fields.Select(field => field.ToString())];

    [ShmStruct]
    [StructLayout(LayoutKind.Explicit)]
    internal partial struct Overlapping
    {
        [FieldOffset(0)] public int Number;
        [FieldOffset(2)] public short Half;
    }

    [ShmStruct]
    internal partial struct SameNames
    {
        public int ValueOf { get; set; }
        public int Value_of { get; set; }
    }

    [ShmStruct]
    internal partial record struct LongName(int ANameThatIsLongerThanThirtyNineBytes);

    [InlineArray(32)]
    internal struct Books
    {
        private Book _first;
    }

    [ShmStruct]
    internal partial record struct TooMany(Books First, Books Second);
}
