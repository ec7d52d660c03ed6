using System.Globalization;

namespace Nabla.Learning;

/// <summary>Reads numbers from the fields of a table, and says what is wrong with those that are none.</summary>
internal static class CsvNumber
{
    private const int LongestQuote = 40;

    /// <summary>The finite float32 that a field holds.</summary>
    internal static float Read(CsvTable table, ReadOnlySpan<char> text, int line, int column)
    {
        if (!NumberText.TryRead(text, out double value))
            throw new DataException($"{table.Place(line, column)}: {Quote(text)} is not a number; {Advice(text)}.");
        if (!double.IsFinite(value))
            throw new DataException($"{table.Place(line, column)}: {Quote(text)} is not a finite number; fill it in or remove the row.");
        if (!float.IsFinite((float)value))
            throw new DataException($"{table.Place(line, column)}: {Quote(text)} is beyond the range of float32.");
        return (float)value;
    }

    /// <summary>Whether the text is a number, be it one with a decimal comma, which is an error of its own.</summary>
    internal static bool IsMeantAsNumber(string text) => NumberText.TryRead(text.Replace(',', '.'), out _);

    /// <summary>The text in quotes, shortened, with everything that would break the line made visible.</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        string shown = text.Length <= LongestQuote ? text.ToString() : $"{text[..LongestQuote]}…";
        return $"'{string.Concat(shown.Select(static each => char.IsControl(each) ? '·' : each))}'";
    }

    private static string Advice(ReadOnlySpan<char> text)
    {
        if (IsMeantAsNumber(text.ToString()))
            return "write decimals with a point";
        string lower = text.ToString().ToLower(CultureInfo.InvariantCulture);
        return lower is "na" or "n/a" or "?" or "null" or "none" or "-"
            ? "fill the missing value in or remove the row"
            : "encode text as numbers, for instance as one column of 0 and 1 per value";
    }
}
