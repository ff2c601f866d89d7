using System.Runtime.InteropServices;
using CsCheck;
using ShmNative.Fields;
using ShmNative.Layout;

namespace ShmNative.Tests.Fields;

public sealed class FieldTableTests
{
    [TestCase(FieldPlacement.Natural)]
    [TestCase(FieldPlacement.Packed)]
    public void LayoutsRoundTrip(FieldPlacement placement)
    {
        FieldLayout layout = FieldLayout.Compute(Demo.Definitions, placement);
        FieldLayout again = FieldTable.FromEntries(FieldTable.ToEntries(layout));
        Assert.That(again, Is.EqualTo(layout));
        Assert.That((again.Size, again.Placement), Is.EqualTo((layout.Size, placement)));
    }

    [Test]
    public unsafe void NamesKeepTheirNul()
    {
        string longest = new('n', ShmConstants.FieldNameSize - 1);
        FieldEntry[] entries = FieldTable.ToEntries(FieldLayout.Compute([new(longest, FieldType.Int32)], FieldPlacement.Natural));
        Assert.That(FieldTable.FromEntries(entries)[0].Name, Is.EqualTo(longest));
        FieldLayout tooLong = FieldLayout.Compute([new(longest + "n", FieldType.Int32)], FieldPlacement.Natural);
        Assert.That(Assert.Throws<ShmException>(() => FieldTable.ToEntries(tooLong)).Status, Is.EqualTo(ShmStatus.InvalidField));

        for (int i = 0; i < ShmConstants.FieldNameSize; i++)
            entries[0].Name[i] = (byte)'n';
        Assert.That(Assert.Throws<ShmException>(() => FieldTable.FromEntries(entries)).Message, Does.Contain("NUL"));
    }

    [TestCase(0u, 4u, 0ul, 4ul, ShmStatus.InvalidField)]
    [TestCase(14u, 1u, 0ul, 1ul, ShmStatus.InvalidField)]
    [TestCase(uint.MaxValue, 1u, 0ul, 1ul, ShmStatus.InvalidField)]
    [TestCase(6u, 4u, 0ul, 8ul, ShmStatus.InvalidField)]
    [TestCase(12u, 1u, 0ul, 0ul, ShmStatus.InvalidField)]
    [TestCase(12u, 1u, 1ul, ulong.MaxValue, ShmStatus.InvalidField)]
    [TestCase(12u, 1u, 9223372036854775807ul, 1ul, ShmStatus.InvalidField)]
    [TestCase(12u, 1u, ulong.MaxValue, 1ul, ShmStatus.InvalidField)]
    [TestCase(6u, 0u, 0ul, 4ul, ShmStatus.InvalidField)]
    [TestCase(6u, 3u, 0ul, 4ul, ShmStatus.InvalidField)]
    [TestCase(6u, 0x80000000, 0ul, 4ul, ShmStatus.InvalidField)]
    [TestCase(6u, 4u, 2ul, 4ul, ShmStatus.InvalidField)]
    [TestCase(6u, 1u, 998ul, 4ul, ShmStatus.FieldOverlap)]
    public void HostileEntriesAreRefused(uint type, uint alignment, ulong offset, ulong size, ShmStatus status)
    {
        FieldEntry good = new() { Type = (uint)FieldType.Int32, Alignment = 4, Offset = 1000, Size = 4 };
        FieldEntry bad = new() { Type = type, Alignment = alignment, Offset = offset, Size = size };
        Assert.That(Assert.Throws<ShmException>(() => FieldTable.FromEntries([good, bad])).Status, Is.EqualTo(status));
    }

    [Test]
    public void AnyBytesAreALayoutOrRefused() => Gen.Byte.Array[128].Sample(bytes =>
    {
        // Small numbers in the first entry, so that the later checks are reached.
        bytes.AsSpan(0, 24).Clear();
        (bytes[0], bytes[4], bytes[8], bytes[16]) = ((byte)(bytes[24] % 16), (byte)(bytes[25] % 9), bytes[26], (byte)(bytes[27] % 9));
        try
        {
            FieldLayout layout = FieldTable.FromEntries(MemoryMarshal.Cast<byte, FieldEntry>(bytes));
            return layout.All(place => place.Offset >= 0 && place.Size > 0 && place.End > place.Offset);
        }
        catch (ShmException error)
        {
            return error.Status is ShmStatus.InvalidField or ShmStatus.FieldOverlap;
        }
    });
}
