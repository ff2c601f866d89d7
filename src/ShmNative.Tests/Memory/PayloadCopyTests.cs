using ShmNative.Memory;

namespace ShmNative.Tests.Memory;

/// <summary>Copies of all short lengths and some long ones, aligned and not: every byte, and none beside them.</summary>
public sealed unsafe class PayloadCopyTests
{
    private const int Margin = 16;
    private const byte Untouched = 0xA5;

    [Test]
    public void CopiesEveryByteAndNoOther([Values(0, 1, 7)] int offset)
    {
        byte[] from = [.. Enumerable.Range(0, 3000).Select(i => (byte)((i * 31) + 1))];
        byte[] to = new byte[from.Length];
        for (int length = 0; length <= 2100; length += length < 140 ? 1 : 97)
        {
            int start = Margin + offset;
            to.AsSpan().Fill(Untouched);
            fixed (byte* source = from, destination = to)
                PayloadCopy.Copy(destination + start, source + offset, (nuint)length);
            Assert.That(to.AsSpan(start, length).SequenceEqual(from.AsSpan(offset, length)), Is.True, $"{length} bytes");
            Assert.That(to.AsSpan(0, start).ContainsAnyExcept(Untouched), Is.False, $"before {length} bytes");
            Assert.That(to.AsSpan(start + length).ContainsAnyExcept(Untouched), Is.False, $"behind {length} bytes");
        }
    }
}
