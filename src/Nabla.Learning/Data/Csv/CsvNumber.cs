namespace Nabla.Learning;

/// <summary>Reads numbers from the fields of a table and explains what is wrong with fields that are not numbers.</summary>
internal static class CsvNumber
{
    private const int LongestQuote = 40;

    /// <summary>The finite number in a field.</summary>
    internal static double Read(CsvTable table, ReadOnlySpan<char> text, int line, int column)
    {
        if (!NumberText.TryRead(text, table.Decimal, out double value))
        {
            throw new DataException(
                $"{table.Place(line, column)}: {Quote(text)} is not a number; "
                + $"{CsvField.Advice(text.ToString(), table.Decimal)}{(table.Columns == 1 ? table.DelimiterHint : "")}.");
        }
        if (!double.IsFinite(value))
        {
            throw new DataException(
                $"{table.Place(line, column)}: {Quote(text)} is not a finite number; "
                + "fill it in, remove the row, or leave such rows out with --missing drop.");
        }
        if (value == 0 && text.IndexOfAnyInRange('1', '9') is >= 0 and var digit && text[..digit].IndexOfAny('e', 'E') < 0)
            throw new DataException($"{table.Place(line, column)}: {Quote(text)} is too near 0 for a number of 64 bits; scale the column.");
        if (!table.IsStreamed) table.Distinctions.Add(text, value, line, column);
        return value;
    }

    /// <summary>True if the text is a number, even in a form that is rejected with its own error.</summary>
    internal static bool IsMeantAsNumber(string text) => !CsvField.IsMissing(text) && (NumberText.TryRead(text, out _) || CsvField.LooksLikeNumber(text));

    /// <summary>The text in quotes, shortened, with control characters made visible.</summary>
    internal static string Quote(ReadOnlySpan<char> text) => $"'{Printable.Escape(text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}…")}'";
}
