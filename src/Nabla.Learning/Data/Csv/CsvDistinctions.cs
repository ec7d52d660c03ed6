using System.Globalization;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>Numbers of a table that float64 rounds: two that are written differently must not become one.</summary>
internal sealed class CsvDistinctions(CsvTable table)
{
    private const int ExactDigits = 15;
    private const int MostDigits = 40;

    // From here on float64 no longer tells all whole numbers apart.
    private const double LargestExact = 1L << 53;

    private readonly Dictionary<(int Column, double Value), (string Text, int Line, int Count)> rounded = [];

    /// <summary>Remembers a number that is rounded, and refuses another one that is rounded to the same.</summary>
    internal void Add(ReadOnlySpan<char> text, double value, int line, int column)
    {
        if (Math.Abs(value) < LargestExact && IsPrinted(text, value)) return;
        string written = NumberText.Canonical(text, table.Decimal) ?? text.Trim().ToString();
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(rounded, (column, value), out bool isKnown);
        if (isKnown && known.Text != written) throw Lost(column, line, written, known.Text, known.Line);
        known = isKnown ? known with { Count = known.Count + 1 } : (written, line, 1);
    }

    /// <summary>Refuses a column in which a number that is rounded equals one that is not, once all are read.</summary>
    /// <param name="numbers">Rows of numbers: all columns but the one kept as text, or that one alone.</param>
    /// <param name="width">How many there are in a row.</param>
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
        string where = otherLine is { } known ? string.Create(CultureInfo.InvariantCulture, $" on line {known}") : " on another line";
        string advice = text.Contains('.') ? "write no more digits than differ, or subtract a common offset from the column" : "subtract a common offset from the column, or remove it";
        return new($"{table.Place(line, column)}: {CsvNumber.Quote(text)} and {CsvNumber.Quote(other)}{where} are the same number in 64 bits; {advice}.");
    }

    /// <summary>Whether the text has the digits that the number itself would be printed with: then no other number is printed so.</summary>
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

    /// <summary>Copies the digits of a number from the first to the last that is not 0, up to the room there is, and says how many they are.</summary>
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
