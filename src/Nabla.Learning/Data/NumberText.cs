using System.Globalization;

namespace Nabla.Learning;

/// <summary>Converts numbers to and from text independently of the culture.</summary>
internal static class NumberText
{
    private const int LongestCommaNumber = 64;

    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads a number with a decimal point.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a number with the decimal separator <paramref name="mark"/>, '.' or ','. Text with the other one is not a number.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, char mark, out double value)
    {
        if (mark == '.') return TryRead(text, out value);
        value = 0;
        if (text.Length > LongestCommaNumber || text.Contains('.')) return false;
        Span<char> pointed = stackalloc char[text.Length];
        text.Replace(pointed, ',', '.');
        return TryRead(pointed, out value);
    }

    /// <summary>
    /// Returns the canonical form of a plain decimal number, with its exact value: "1.0", "+1" and "1e0" all give "1". Null for other text and for numbers with
    /// leading zeros, such as "007", which are identifiers: they are equal only if they look equal.
    /// </summary>
    internal static string? Canonical(ReadOnlySpan<char> text, char mark)
    {
        if (!TryRead(text, mark, out double value) || !double.IsFinite(value)) return null;
        text = text.Trim();
        bool isNegative = text[0] == '-';
        if (text[0] is '-' or '+') text = text[1..];
        int exponent = 0;
        if (text.IndexOfAny('e', 'E') is >= 0 and var letter)
        {
            if (!int.TryParse(text[(letter + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;
            text = text[..letter];
        }
        int point = text.IndexOf(mark);
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point], part = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length > 1 && whole[0] == '0') return null;
        string digits = string.Concat(whole, part).TrimStart('0');
        string significant = digits.TrimEnd('0');
        if (significant.Length == 0) return "0";
        exponent += digits.Length - significant.Length - part.Length;
        string sign = isNegative ? "-" : "";
        // The number is written out up to the magnitude at which a double would be formatted with an exponent.
        if (exponent >= 0 && significant.Length + exponent <= 21) return sign + significant + new string('0', exponent);
        if (exponent < 0 && significant.Length + exponent > 0) return $"{sign}{significant[..^-exponent]}.{significant[^-exponent..]}";
        if (exponent < 0 && significant.Length + exponent > -6) return $"{sign}0.{new string('0', -exponent - significant.Length)}{significant}";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{significant}e{exponent}");
    }
}
