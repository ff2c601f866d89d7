using System.Globalization;
using System.Numerics;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>A value of a field: its type and the bytes that it has in memory. Immutable.</summary>
public sealed class FieldValue
{
    /// <summary>Bytes that a value can have at most: what is larger is a file's business, or a pointer's.</summary>
    public const int MaximumSize = 1 << 20;

    private readonly byte[] _bytes;

    internal FieldValue(FieldType type, byte[] bytes)
    {
        Type = type;
        _bytes = bytes;
    }

    /// <summary>The type.</summary>
    public FieldType Type { get; }

    /// <summary>The bytes, a string's NUL included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Number of bytes.</summary>
    public int Size => _bytes.Length;

    /// <summary>
    /// Understands a value as people write it. Integers: decimal or 0x hexadecimal. float and double: decimal, <c>inf</c>, <c>nan</c>.
    /// char: one character of one byte, or an escape of C, in single quotes or without. string: text with escapes of C; the NUL at its end
    /// is added. bytes: pairs of hexadecimal digits.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="text">The value's text; the culture of the machine has no part in it.</param>
    /// <exception cref="ShmException">InvalidValue, with the range or form that the type has.</exception>
    public static FieldValue Parse(FieldType type, string text)
    {
        byte[] bytes = type switch
        {
            FieldType.Char => ParseChar(text),
            FieldType.Float => BitConverter.GetBytes(ParseReal<float>(text, type)),
            FieldType.Double => BitConverter.GetBytes(ParseReal<double>(text, type)),
            FieldType.String => ParseString(text),
            FieldType.Bytes => ParseBytes(text),
            _ => ParseInteger(text, type),
        };
        return bytes.Length <= MaximumSize
            ? new(type, bytes)
            : throw FieldError.Value($"a value of {bytes.Length} bytes: the most is {MaximumSize}; use a file for more");
    }

    /// <summary>Reads a value out of bytes that may come from anybody.</summary>
    /// <param name="type">The type.</param>
    /// <param name="bytes">The field's bytes; a string ends at the first NUL in them.</param>
    /// <exception cref="ShmException">Corrupt: the string has no NUL there; InvalidValue: not the type's number of bytes.</exception>
    public static FieldValue Read(FieldType type, ReadOnlySpan<byte> bytes)
    {
        int size = FieldTypes.FixedSize(type);
        if (size != 0 && bytes.Length != size)
            throw FieldError.Value($"a {FieldTypes.Name(type)} has {size} bytes, not {bytes.Length}");
        if (type == FieldType.String)
        {
            int nul = bytes.IndexOf((byte)0);
            if (nul < 0)
                throw FieldError.Corrupt($"the string has no NUL within its {bytes.Length} bytes");
            bytes = bytes[..(nul + 1)];
        }
        return new(type, bytes.ToArray());
    }

    /// <summary>The text that <see cref="Parse"/> takes back to the same value; one line, without control characters.</summary>
    public override string ToString() => Type switch
    {
        FieldType.Char => _bytes[0] == 0 ? "\\0" : CEscapes.Escape(_bytes),
        FieldType.Float => RealText(BitConverter.ToSingle(_bytes)),
        FieldType.Double => RealText(BitConverter.ToDouble(_bytes)),
        FieldType.String => CEscapes.Escape(_bytes.AsSpan(..^1)),
        FieldType.Bytes => Convert.ToHexStringLower(_bytes),
        _ => ToInteger().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>An integer's value.</summary>
    /// <exception cref="InvalidOperationException">The type is no integer.</exception>
    public Int128 ToInteger() => Type switch
    {
        FieldType.Int8 => (sbyte)_bytes[0],
        FieldType.UInt8 => _bytes[0],
        FieldType.Int16 => BitConverter.ToInt16(_bytes),
        FieldType.UInt16 => BitConverter.ToUInt16(_bytes),
        FieldType.Int32 => BitConverter.ToInt32(_bytes),
        FieldType.UInt32 => BitConverter.ToUInt32(_bytes),
        FieldType.Int64 => BitConverter.ToInt64(_bytes),
        FieldType.UInt64 => BitConverter.ToUInt64(_bytes),
        _ => throw new InvalidOperationException($"{FieldTypes.Name(Type)} is no integer."),
    };

    /// <summary>The value of a float or double.</summary>
    /// <exception cref="InvalidOperationException">The type is another one.</exception>
    public double ToReal() => Type switch
    {
        FieldType.Float => BitConverter.ToSingle(_bytes),
        FieldType.Double => BitConverter.ToDouble(_bytes),
        _ => throw new InvalidOperationException($"{FieldTypes.Name(Type)} is neither float nor double."),
    };

    private static byte[] ParseInteger(string text, FieldType type)
    {
        int bits = FieldTypes.FixedSize(type) * 8;
        bool signed = type is FieldType.Int8 or FieldType.Int16 or FieldType.Int32 or FieldType.Int64;
        Int128 least = signed ? -(Int128.One << (bits - 1)) : 0;
        Int128 most = (Int128.One << (signed ? bits - 1 : bits)) - 1;
        if (!TryParseInteger(text, out Int128 number))
            throw FieldError.Value($"'{FieldSpec.Shorten(text)}' is not an integer, decimal or 0x hexadecimal");
        if (number < least || number > most)
            throw FieldError.Value($"{FieldSpec.Shorten(text)} is outside the range of {FieldTypes.Name(type)}: {least} to {most}");
        return BitConverter.GetBytes((ulong)(UInt128)number)[..(bits / 8)];
    }

    /// <summary>Any integer; one with more digits than 128 bits hold becomes some number outside the range of every type.</summary>
    private static bool TryParseInteger(string text, out Int128 number)
    {
        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        bool hex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (hex)
            digits = digits[2..];
        number = 0;
        foreach (char digit in digits)
        {
            if (!(hex ? char.IsAsciiHexDigit(digit) : char.IsAsciiDigit(digit)))
                return false;
            if (number < Int128.MaxValue / 32)
                number = (number * (hex ? 16 : 10)) + Convert.ToInt32(digit.ToString(), 16);
        }
        number = negative ? -number : number;
        return !digits.IsEmpty;
    }

    private static T ParseReal<T>(string text, FieldType type) where T : struct, IFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        string digits = text.TrimStart('-', '+');
        T? word = digits.ToUpperInvariant() switch
        {
            "INF" or "INFINITY" => T.PositiveInfinity,
            "NAN" => T.Abs(T.NaN),
            _ => null,
        };
        if (word is not null && text.Length - digits.Length <= 1)
            return text.StartsWith('-') ? -word.Value : word.Value;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (word is not null || !T.TryParse(text, styles, CultureInfo.InvariantCulture, out T number))
            throw FieldError.Value($"'{FieldSpec.Shorten(text)}' is not a number, such as 3.25, -1e-3, inf or nan");
        if (!T.IsFinite(number))
            throw FieldError.Value($"{FieldSpec.Shorten(text)} is outside {FieldTypes.Name(type)}: {T.MinValue} to {T.MaxValue}");
        return number;
    }

    private static byte[] ParseChar(string text)
    {
        bool quoted = text.Length >= 3 && text[0] == '\'' && text[^1] == '\'';
        byte[] bytes = CEscapes.Unescape(quoted ? text[1..^1] : text);
        if (bytes.Length != 1)
            throw FieldError.Value($"'{FieldSpec.Shorten(text)}' has {bytes.Length} bytes, a char has one: a letter, or \\n, \\0, \\x41");
        return bytes;
    }

    private static byte[] ParseString(string text)
    {
        byte[] bytes = CEscapes.Unescape(text);
        return bytes.AsSpan().Contains((byte)0)
            ? throw FieldError.Value("a string ends at its first NUL, so it cannot hold one; use bytes")
            : [.. bytes, 0];
    }

    private static byte[] ParseBytes(string text)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(text);
            return bytes.Length > 0 ? bytes : throw FieldError.Value("bytes need at least one byte");
        }
        catch (FormatException)
        {
            throw FieldError.Value($"'{FieldSpec.Shorten(text)}' is not bytes: pairs of hexadecimal digits, such as 00ff7f");
        }
    }

    private static string RealText<T>(T value) where T : struct, IFloatingPointIeee754<T> =>
        T.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture)
        : (T.IsNegative(value) ? "-" : "") + (T.IsNaN(value) ? "nan" : "inf");
}
