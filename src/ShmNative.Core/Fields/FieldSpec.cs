using System.Globalization;
using ShmNative.Layout;

namespace ShmNative.Fields;

/// <summary>
/// A field as people write it: <c>[OFFSET@]TYPE[:VALUE]</c>, for example <c>int:22</c>, <c>0x28@double</c> or <c>string[20]:goodbye</c>.
/// Everything after the first colon is the value.
/// </summary>
/// <param name="Definition">Type, size and offset. The size is the one written, else the value's, else 0.</param>
/// <param name="Value">The value; null when none is written.</param>
public sealed record FieldSpec(FieldDefinition Definition, FieldValue? Value)
{
    private const string Form = "[OFFSET@]TYPE[:VALUE], for example int:22, 40@double or string[20]:goodbye";

    /// <summary>Understands a specification.</summary>
    /// <param name="text">The specification.</param>
    /// <exception cref="ShmException">InvalidField; InvalidValue.</exception>
    public static FieldSpec Parse(string text)
    {
        int colon = text.IndexOf(':');
        string head = colon < 0 ? text : text[..colon];
        int at = head.IndexOf('@');
        long? offset = at < 0 ? null : ParseNumber(head[..at], text, "the offset");
        (FieldType type, long size) = ParseType(head[(at + 1)..], text);
        if (colon < 0)
            return new(new("", type, size, offset), null);

        FieldValue value = ParseValue(type, text[(colon + 1)..], text);
        if (size == 0)
            return new(new("", type, value.Size, offset), value);
        if (size > FieldValue.MaximumSize)
            throw FieldError.Invalid($"field '{Shorten(text)}': a field with a value has {FieldValue.MaximumSize} bytes at most");
        if (value.Size > size)
        {
            string nul = type == FieldType.String ? " with its NUL" : "";
            throw FieldError.Value($"field '{Shorten(text)}': the value has {value.Size} bytes{nul}, the field {size}");
        }
        return new(new("", type, size, offset), value);
    }

    private static FieldValue ParseValue(FieldType type, string value, string spec)
    {
        try
        {
            return FieldValue.Parse(type, value);
        }
        catch (ShmException error)
        {
            throw FieldError.Value($"field '{Shorten(spec)}': {error.Message}");
        }
    }

    private static (FieldType Type, long Size) ParseType(string text, string spec)
    {
        int bracket = text.IndexOf('[');
        string name = bracket < 0 ? text : text[..bracket];
        if (!FieldTypes.TryParse(name, out FieldType type))
            throw FieldError.Invalid($"field '{Shorten(spec)}': '{Shorten(name)}' is not a type ({FieldTypes.Names}); the form is {Form}");
        if (bracket < 0)
            return (type, FieldTypes.FixedSize(type));
        if (FieldTypes.FixedSize(type) != 0)
            throw FieldError.Invalid($"field '{Shorten(spec)}': only string and bytes take a size in brackets");
        if (!text.EndsWith(']'))
            throw FieldError.Invalid($"field '{Shorten(spec)}': the size in brackets has no end; the form is {Form}");
        long size = ParseNumber(text[(bracket + 1)..^1], spec, "the size in brackets");
        return size > 0 ? (type, size) : throw FieldError.Invalid($"field '{Shorten(spec)}': a field has at least 1 byte");
    }

    /// <summary>A number of bytes, decimal or 0x hexadecimal, that a segment can have.</summary>
    private static long ParseNumber(string text, string spec, string what)
    {
        bool hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool good = hex
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return good && number >= 0
            ? number
            : throw FieldError.Invalid($"field '{Shorten(spec)}': {what} '{Shorten(text)}' is no number of bytes; the form is {Form}");
    }

    /// <summary>A text that fits into one line of a message, whatever it holds.</summary>
    internal static string Shorten(string text) => CEscapes.Escape(text.Length <= 60 ? text : text[..57] + "...");
}
