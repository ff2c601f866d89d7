using System.Globalization;

namespace ShmNative.Fields;

/// <summary>Numbers as printf(3) writes them.</summary>
public static class CFormat
{
    private const int Precision = 6;

    // No double has more significant decimal digits than this, so what "E" writes with them is its exact value.
    private const string ExactFormat = "E766";

    /// <summary>A number as <c>%g</c> writes it: six significant digits, trailing zeros removed; 22/7.0 is <c>3.14286</c>.</summary>
    /// <param name="value">The number.</param>
    public static string G(double value)
    {
        string sign = double.IsNegative(value) ? "-" : "";
        if (double.IsNaN(value))
            return sign + "nan";
        if (double.IsInfinity(value))
            return sign + "inf";
        if (value == 0)
            return sign + "0";

        (string digits, int exponent) = Round(Math.Abs(value));
        string significant = digits.TrimEnd('0');
        if (exponent is < -4 or >= Precision)
        {
            string fraction = significant.Length > 1 ? "." + significant[1..] : "";
            string power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
            return $"{sign}{significant[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{power}";
        }
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{significant}";
        string whole = digits[..(exponent + 1)];
        return significant.Length > whole.Length ? $"{sign}{whole}.{significant[whole.Length..]}" : sign + whole;
    }

    /// <summary>
    /// Six significant digits and the decimal exponent of the first, rounded from the exact value and to even from the middle, as the C
    /// library does; the formats of .NET round the middle away from zero.
    /// </summary>
    private static (string Digits, int Exponent) Round(double value)
    {
        // d.ddd...dE+xxx
        string exact = value.ToString(ExactFormat, CultureInfo.InvariantCulture);
        int letter = exact.IndexOf('E');
        int exponent = int.Parse(exact.AsSpan(letter + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string all = exact[0] + exact[2..letter];
        int number = int.Parse(all.AsSpan(0, Precision), NumberStyles.None, CultureInfo.InvariantCulture);
        int rest = all.AsSpan(Precision).TrimEnd('0').CompareTo("5", StringComparison.Ordinal);
        if (rest > 0 || (rest == 0 && number % 2 != 0))
            number++;
        string digits = number.ToString(CultureInfo.InvariantCulture);
        return digits.Length > Precision ? (digits[..Precision], exponent + 1) : (digits, exponent);
    }
}
