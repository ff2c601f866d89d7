using System.Buffers;
using System.Globalization;
using System.Text;

namespace ShmNative.Fields;

/// <summary>
/// Text with the escapes of C string literals: <c>\a \b \f \n \r \t \v \\ \" \' \?</c>, <c>\xHH</c> with one or two hexadecimal digits and
/// <c>\ooo</c> with one to three octal digits. The last two stand for a byte, everything else for its UTF-8.
/// </summary>
public static class CEscapes
{
    // The letter after the backslash, and its byte at the same index.
    private const string Letters = "abfnrtv\\\"'?";
    private const string Meanings = "\a\b\f\n\r\t\v\\\"'?";

    /// <summary>The bytes that a text with escapes stands for.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ShmException">InvalidValue: a backslash that begins no escape, or an octal number beyond a byte.</exception>
    public static byte[] Unescape(string text)
    {
        ArrayBufferWriter<byte> bytes = new(text.Length + 1);
        int i = 0;
        while (i < text.Length)
        {
            int backslash = text.IndexOf('\\', i);
            int end = backslash < 0 ? text.Length : backslash;
            Encoding.UTF8.GetBytes(text.AsSpan(i, end - i), bytes);
            if (backslash < 0)
                break;
            bytes.Write([ReadEscape(text, backslash + 1, out i)]);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Bytes as text that <see cref="Unescape"/> takes back; in one line, without control characters.</summary>
    /// <param name="bytes">UTF-8 or any other bytes.</param>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            int meaning = valid && rune.IsAscii ? Meanings.IndexOf((char)rune.Value) : -1;
            if (meaning >= 0 && rune.Value is not ('"' or '\'' or '?'))
                text.Append('\\').Append(Letters[meaning]);
            else if (valid && IsVisible(rune))
                text.Append(rune.ToString());
            else
                AppendHex(text, bytes[..length]);
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    /// <summary>Text in one line, without control characters.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text) => Escape(Encoding.UTF8.GetBytes(text));

    private static void AppendHex(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
    }

    /// <summary>Whether a character shows itself and does nothing else: no control, no change of writing direction, no line end.</summary>
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);

    private static byte ReadEscape(string text, int start, out int end)
    {
        char first = start < text.Length ? text[start] : '\0';
        int letter = first == '\0' ? -1 : Letters.IndexOf(first);
        if (letter >= 0)
        {
            end = start + 1;
            return (byte)Meanings[letter];
        }
        if (first == 'x')
        {
            end = EndOfDigits(text, start + 1, 2, char.IsAsciiHexDigit);
            if (end > start + 1)
                return byte.Parse(text.AsSpan((start + 1)..end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        end = EndOfDigits(text, start, 3, digit => digit is >= '0' and <= '7');
        int octal = 0;
        foreach (char digit in text.AsSpan(start..end))
            octal = (octal * 8) + (digit - '0');
        if (end == start || octal > byte.MaxValue)
        {
            string escape = FieldSpec.Shorten(text[(start - 1)..Math.Min(text.Length, start + 3)]);
            throw FieldError.Value($"'{escape}' begins no escape of C, such as \\n \\t \\xHH \\ooo; write \\\\ for a backslash");
        }
        return (byte)octal;
    }

    private static int EndOfDigits(string text, int start, int most, Func<char, bool> isDigit)
    {
        int end = start;
        while (end < text.Length && end < start + most && isDigit(text[end]))
            end++;
        return end;
    }
}
