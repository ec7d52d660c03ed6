using System.Globalization;

namespace Nabla.Learning;

/// <summary>Makes class labels or regression targets out of a column of text.</summary>
internal static class CsvTargets
{
    private const int MostNumberedClasses = 20;

    /// <summary>The labels, or null where the targets are numbers to be predicted.</summary>
    internal static (int[] Labels, string[] ClassNames)? Classes(CsvTable table, LearningTask task, IReadOnlyList<string>? knownNames)
    {
        knownNames ??= table.ClassNames;
        if (task == LearningTask.Regression)
            return null;
        if (knownNames is not null)
            return (KnownLabels(table, knownNames), [.. knownNames]);

        double[]? numbers = Numbers(table, task);
        if (numbers is not null && task == LearningTask.Auto && !AreNumberedClasses(numbers))
            return null;
        // Every class of numbers has one name, however it is written: 1, 1.0 and 1e0.
        string[] texts = numbers is null ? [.. table.Texts] : [.. numbers.Select(NumberText.Of)];
        string[] names = numbers is null
            ? [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : [.. numbers.Distinct().Order().Select(NumberText.Of)];
        if (names.Length < 2)
        {
            throw new DataException(
                $"{table.Path}: one class only: every target{InColumn(table)} is {CsvNumber.Quote(names[0])}; a classifier needs at least two.");
        }
        Dictionary<string, int> labels = Indexed(names);
        return ([.. texts.Select(text => labels[text])], names);
    }

    /// <summary>The targets of a regression.</summary>
    internal static float[] Values(CsvTable table)
    {
        var values = new float[table.Texts.Count];
        for (int row = 0; row < values.Length; row++)
            values[row] = CsvNumber.Read(table, table.Texts[row], table.Lines[row], table.TextColumn);
        return values;
    }

    private static int[] KnownLabels(CsvTable table, IReadOnlyList<string> names)
    {
        Dictionary<string, int> labels = Indexed(names);
        var known = new int[table.Texts.Count];
        for (int row = 0; row < known.Length; row++)
        {
            string text = table.Texts[row];
            if (labels.TryGetValue(text, out known[row]))
                continue;
            bool isIndex = NumberText.TryRead(text, out double index) && index >= 0 && index < names.Count && index == Math.Floor(index);
            if (!isIndex)
            {
                throw new DataException(
                    $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(text)} is none of the classes {Listing.Of(names)}, "
                    + $"nor an index 0 to {names.Count - 1}.");
            }
            known[row] = (int)index;
        }
        return known;
    }

    /// <summary>The targets as numbers, or null where they are names.</summary>
    private static double[]? Numbers(CsvTable table, LearningTask task)
    {
        var numbers = new double[table.Texts.Count];
        int numberRow = -1, textRow = -1;
        for (int row = 0; row < numbers.Length; row++)
        {
            if (NumberText.TryRead(table.Texts[row], out numbers[row]) && double.IsFinite(numbers[row]))
                numberRow = row;
            else
                textRow = row;
        }
        if (numberRow < 0)
            return null;
        if (textRow < 0)
            return numbers;
        if (task == LearningTask.Classification)
            return null;
        throw new DataException(
            $"{table.Place(table.Lines[textRow], table.TextColumn)}: {CsvNumber.Quote(table.Texts[textRow])} is not a finite number, but "
            + $"{CsvNumber.Quote(table.Texts[numberRow])} on line {table.Lines[numberRow]} is: correct it, or ask for classification.");
    }

    private static bool AreNumberedClasses(double[] numbers)
    {
        var occurs = new bool[MostNumberedClasses];
        foreach (double number in numbers)
        {
            if (number < 0 || number >= MostNumberedClasses || number != Math.Floor(number))
                return false;
            occurs[(int)number] = true;
        }
        return occurs.AsSpan().LastIndexOf(true) == occurs.Count(static each => each) - 1;
    }

    private static string InColumn(CsvTable table) => table.Header is null
        ? string.Create(CultureInfo.InvariantCulture, $" in column {table.TextColumn + 1}")
        : $" in column {table.TextColumn + 1} '{table.Header[table.TextColumn]}'";

    private static Dictionary<string, int> Indexed(IReadOnlyList<string> names)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
            indices.TryAdd(names[i], i);
        return indices;
    }
}
