namespace Nabla.Learning;

/// <summary>
/// Distinguishes measurements written as text (<c>0 kg</c>, <c>12:05</c>, <c>2024-01-05</c>, <c>&lt;5</c>, <c>1/2</c>) from class names that contain a digit
/// (<c>class1</c>, <c>3rd</c>): measurements rarely repeat.
/// </summary>
internal static class CsvQuantities
{
    private const int FewestDifferent = 3;
    private const int MostRepeated = 20;

    /// <summary>Throws if a text column seems to hold quantities: as classes, they would lose their sizes.</summary>
    /// <exception cref="DataException">It seems to; the message gives the first row and possible fixes.</exception>
    internal static void Refuse(CsvTable table)
    {
        List<string> texts = table.Texts;
        bool areLeading = IsVaried([.. texts.Where(BeginsWithDigit)], texts.Count, MostRepeated);
        // A trailing digit is more often part of a name than of a quantity: most rows must differ, and there must be more values than a list of classes has.
        bool areTrailing = !areLeading && IsVaried([.. texts.Where(text => BeginsWithDigit(text) || char.IsDigit(text[^1]))], texts.Count, int.MaxValue);
        if (!areLeading && !areTrailing) return;
        int row = texts.FindIndex(text => BeginsWithDigit(text) || (areTrailing && char.IsDigit(text[^1])));
        int different = texts.Distinct(StringComparer.Ordinal).Count();
        throw new DataException(
            $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(texts[row])} looks like a quantity, like most of the column, "
            + $"which has {different} different values in {texts.Count} rows; "
            + "write plain numbers, or say --task classification to take each value as a class.");
    }

    /// <summary>True if these are most of the rows and too varied to be classes.</summary>
    private static bool IsVaried(string[] quantities, int rows, int mostRepeated)
    {
        if (2 * quantities.Length <= rows) return false;
        int different = quantities.Distinct(StringComparer.Ordinal).Count();
        int fewest = mostRepeated == int.MaxValue ? MostRepeated / 2 : FewestDifferent;
        return different >= fewest && (2 * different > quantities.Length || different > mostRepeated);
    }

    /// <summary>True if the first letter or digit is a digit; signs, brackets, comparison and currency symbols may precede it.</summary>
    private static bool BeginsWithDigit(string text)
    {
        foreach (char each in text)
            if (char.IsLetterOrDigit(each)) return char.IsDigit(each);
        return false;
    }
}
