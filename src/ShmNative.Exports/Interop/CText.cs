using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using ShmNative.Layout;

namespace ShmNative.Exports.Interop;

/// <summary>Text between C and C#: NUL-terminated UTF-8.</summary>
internal static unsafe class CText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text at a pointer.</summary>
    /// <exception cref="ShmException">NULL, or not UTF-8: <see cref="ShmStatus.InvalidArgument"/>.</exception>
    public static string Read(byte* text, string name)
    {
        if (text is null)
            throw new ShmException(ShmStatus.InvalidArgument, $"{name} is NULL");
        try
        {
            return s_strict.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        catch (DecoderFallbackException)
        {
            throw new ShmException(ShmStatus.InvalidArgument, $"{name} is not UTF-8");
        }
    }

    /// <summary>Copies a text, cut at a character where it does not fit, and ends it with a NUL.</summary>
    /// <returns>Bytes of the whole text without the NUL.</returns>
    public static nuint CopyTo(string text, byte* buffer, nuint size)
    {
        if (buffer is not null && size > 0)
        {
            Utf8.FromUtf16(text, new(buffer, Room(size)), out _, out int written);
            buffer[written] = 0;
        }
        return (nuint)Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>The same for text that is UTF-8 already, or is meant to be.</summary>
    public static void CopyTo(ReadOnlySpan<byte> text, byte* buffer, nuint size)
    {
        if (buffer is null || size == 0)
            return;
        int length = Math.Min(text.Length, Room(size));
        while (length > 0 && length < text.Length && (text[length] & 0xC0) == 0x80) // the byte after the cut continues a character
            length--;
        text[..length].CopyTo(new(buffer, length));
        buffer[length] = 0;
    }

    private static int Room(nuint size) => (int)nuint.Min(size - 1, int.MaxValue);
}
