namespace Nabla.Learning;

/// <summary>
/// Tells measurements written as text (<c>0 kg</c>, <c>12:05</c>, <c>2024-01-05</c>, <c>&lt;5</c>, <c>1/2</c>) from names of classes that hold a digit
/// (<c>class1</c>, <c>3rd</c>): measurements hardly repeat.
/// </summary>
internal static class CsvQuantities
{
    private const int FewestDifferent = 3;
    private const int MostRepeated = 20;

    /// <summary>Refuses a column of text that seems to hold quantities: as classes, nothing could be learned of their sizes.</summary>
    /// <exception cref="DataException">It seems so; the message names the first row and the ways out.</exception>
    internal static void Refuse(CsvTable table)
    {
        List<string> texts = table.Texts;
        bool areLeading = IsVaried([.. texts.Where(BeginsWithDigit)], texts.Count, MostRepeated);
        // A digit at the end is a name more often than a quantity: most rows have to differ, and there have to be more of them than a list of classes has.
        bool areTrailing = !areLeading && IsVaried([.. texts.Where(text => BeginsWithDigit(text) || char.IsDigit(text[^1]))], texts.Count, int.MaxValue);
        if (!areLeading && !areTrailing) return;
        int row = texts.FindIndex(text => BeginsWithDigit(text) || (areTrailing && char.IsDigit(text[^1])));
        int different = texts.Distinct(StringComparer.Ordinal).Count();
        throw new DataException(
            $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(texts[row])} looks like a quantity, as most of the column does, which has {different} different values "
            + $"in {texts.Count} rows; write plain numbers, or say --task classification to take each value as a class.");
    }

    /// <summary>Whether these are most of the rows, and so different from one another that they are no classes.</summary>
    private static bool IsVaried(string[] quantities, int rows, int mostRepeated)
    {
        if (2 * quantities.Length <= rows) return false;
        int different = quantities.Distinct(StringComparer.Ordinal).Count();
        int fewest = mostRepeated == int.MaxValue ? MostRepeated / 2 : FewestDifferent;
        return different >= fewest && (2 * different > quantities.Length || different > mostRepeated);
    }

    /// <summary>Whether the first letter or digit is a digit: signs, brackets and the marks of comparison and currency may stand before it.</summary>
    private static bool BeginsWithDigit(string text)
    {
        foreach (char each in text)
            if (char.IsLetterOrDigit(each)) return char.IsDigit(each);
        return false;
    }
}
