using System.Globalization;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>Tracks the numbers of a table that float64 rounds: distinct numbers must not become equal.</summary>
internal sealed class CsvDistinctions(CsvTable table)
{
    private const int ExactDigits = 15;
    private const int MostDigits = 40;

    // From here on, float64 can no longer represent all integers.
    private const double LargestExact = 1L << 53;

    private readonly Dictionary<(int Column, double Value), (string Text, int Line, int Count)> rounded = [];

    /// <summary>Records a number that is rounded, and throws if a different one rounds to the same value.</summary>
    internal void Add(ReadOnlySpan<char> text, double value, int line, int column)
    {
        if (Math.Abs(value) < LargestExact && IsPrinted(text, value)) return;
        string written = NumberText.Canonical(text, table.Decimal) ?? text.Trim().ToString();
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(rounded, (column, value), out bool isKnown);
        if (isKnown && known.Text != written) throw Lost(column, line, written, known.Text, known.Line);
        known = isKnown ? known with { Count = known.Count + 1 } : (written, line, 1);
    }

    /// <summary>Throws if a rounded number equals an exact one in its column, once all rows are read.</summary>
    /// <param name="numbers">Rows of numbers: all columns except the text column, or the text column alone.</param>
    /// <param name="width">The number of values in a row.</param>
    internal void Check(ReadOnlySpan<double> numbers, int width)
    {
        foreach (var column in rounded.GroupBy(entry => entry.Key.Column))
        {
            bool isAfterText = table.TextColumn >= 0 && column.Key > table.TextColumn;
            int start = column.Key == table.TextColumn ? 0 : column.Key - (isAfterText ? 1 : 0);
            Dictionary<double, int> counts = [];
            for (int i = start; i < numbers.Length; i += width) CollectionsMarshal.GetValueRefOrAddDefault(counts, numbers[i], out _)++;
            foreach (var ((_, value), (text, line, count)) in column)
                if (counts[value] > count) throw Lost(column.Key, line, text, NumberText.Of(value), null);
        }
        rounded.Clear();
    }

    private DataException Lost(int column, int line, string text, string other, int? otherLine)
    {
        string where = otherLine is { } known ? string.Create(CultureInfo.InvariantCulture, $" on {table.LineWord} {known}") : $" on another {table.LineWord}";
        string advice = text.Contains('.')
            ? "write no more digits than differ, or subtract a common offset from the column"
            : "subtract a common offset from the column, or remove it";
        return new($"{table.Place(line, column)}: {CsvNumber.Quote(text)} and {CsvNumber.Quote(other)}{where} are the same number in 64 bits; {advice}.");
    }

    /// <summary>True if the text has the same digits as the printed value, so that no other number prints the same.</summary>
    private static bool IsPrinted(ReadOnlySpan<char> text, double value)
    {
        if (text.Length <= ExactDigits) return true;
        Span<char> digits = stackalloc char[MostDigits + 1], printed = stackalloc char[MostDigits + 10];
        int count = Significant(text, digits);
        if (count <= ExactDigits) return true;
        if (count > MostDigits) return false;
        value.TryFormat(printed, out int length, $"E{count - 1}", CultureInfo.InvariantCulture);
        Span<char> own = stackalloc char[MostDigits + 1];
        return digits[..count].SequenceEqual(own[..Significant(printed[..length], own)]);
    }

    /// <summary>Copies the significant digits of a number, as far as they fit, and returns their count.</summary>
    private static int Significant(ReadOnlySpan<char> text, Span<char> digits)
    {
        int count = 0, last = 0;
        foreach (char each in text)
        {
            if (each is 'e' or 'E') break;
            if (!char.IsAsciiDigit(each) || (count == 0 && each == '0')) continue;
            if (count < digits.Length) digits[count++] = each;
            if (each != '0') last = count;
        }
        return last;
    }
}
