using System.Globalization;

namespace Nabla.Learning;

/// <summary>Classifies the first line of a CSV file: data, names of columns, or scikit-learn's "rows,features,class,class,…".</summary>
internal static class CsvFirstLine
{
    private const int FewestNumbers = 3;
    private const int FirstYear = 1800, LastYear = 2200;

    /// <summary>The number of rows announced by a first line in scikit-learn's format, or null for other lines.</summary>
    internal static int? AnnouncedRows(string[] first, int columns, bool? hasHeader)
    {
        bool isAnnouncement = hasHeader is null && first.Length >= 4
            && TryCount(first[0], out int rows) && TryCount(first[1], out int features) && features == columns - 1
            && first.Skip(2).All(static name => name.Length > 0 && !NumberText.TryRead(name, out _));
        return isAnnouncement ? int.Parse(first[0], CultureInfo.InvariantCulture) : null;
    }

    /// <summary>True if the first line names the columns, as text above every column of numbers does, and the reason.</summary>
    /// <exception cref="DataException">The line may be either.</exception>
    internal static (bool IsHeader, string Reason) IsHeader(string path, int line, string[] first, string[]? second)
    {
        string example = $"line {line} is an example like the others", header = $"line {line} is text above numbers";
        if (second is null) return first.Any(CsvNumber.IsMeantAsNumber) ? (false, example) : (true, header);

        int text = -1, number = -1;
        for (int column = 0; column < Math.Min(first.Length, second.Length); column++)
        {
            if (!CsvNumber.IsMeantAsNumber(second[column]))
                continue;
            if (CsvNumber.IsMeantAsNumber(first[column]))
                number = column;
            else if (!CsvField.IsMissing(first[column]))
                text = column;
        }
        // Taking such a line for a header would lose a row of data with a single typo in it.
        if (text >= 0 && number >= 0)
        {
            throw new DataException(
                $"{path}: line {line}, column {text + 1}: {CsvNumber.Quote(first[text])} is not a number, but {CsvNumber.Quote(first[number])} "
                + $"in column {number + 1} is: correct the line, or say --header yes or no.");
        }
        if (text >= 0) return (true, header);
        if (!MayBeNames(first, second)) return (false, example);
        // Whole numbers that count up in several lines are examples.
        if (second.All(static cell => !cell.Contains('.', StringComparison.Ordinal)) && MayBeNames(second, second))
            return (false, $"line {line} counts, but so does the next line, and both are taken for examples; if it names the columns, use --header yes");
        throw new DataException($"{path}: line {line}: {Listing.Of(first)} may be the names of the columns or an example: say --header yes or no.");
    }

    /// <summary>Returns the header after checking that every column has a unique name.</summary>
    internal static string[] CheckedHeader(string path, int line, string[] header)
    {
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        for (int column = 0; column < header.Length; column++)
        {
            if (header[column].Length == 0)
            {
                throw new DataException(
                    $"{path}: line {line}, column {column + 1}: the header gives it no name; name the column, or remove it if it numbers the rows.");
            }
            if (!columns.TryAdd(header[column], column))
            {
                throw new DataException(
                    $"{path}: line {line}: columns {columns[header[column]] + 1} and {column + 1} are both named {CsvNumber.Quote(header[column])}.");
            }
        }
        return header;
    }

    /// <summary>True if the cells above numbers are evenly spaced numbers, such as 400.0, 399.5, 399.0, ordered years, or 0, 1, … counted from 0.</summary>
    private static bool MayBeNames(string[] cells, string[] second)
    {
        List<decimal> numbers = [];
        for (int column = 0; column < Math.Min(cells.Length, second.Length); column++)
        {
            if (!CsvNumber.IsMeantAsNumber(second[column])) continue;
            if (!decimal.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)) return false;
            numbers.Add(number);
        }
        if (numbers.Count < 2) return false;
        decimal[] steps = [.. numbers.Zip(numbers.Skip(1), (one, next) => next - one)];
        bool areInOrder = steps.All(step => step > 0) || steps.All(step => step < 0);
        bool areYears = areInOrder && numbers.All(number => number >= FirstYear && number <= LastYear && number == decimal.Floor(number));
        bool areCounted = numbers[0] == 0 && steps.All(step => step == 1)
            && (numbers.Count < cells.Length || cells.All(static cell => NumberText.Canonical(cell, '.') == cell));
        return areYears || areCounted || (numbers.Count >= FewestNumbers && areInOrder && steps.Distinct().Count() == 1);
    }

    private static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
}
