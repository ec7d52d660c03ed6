using System.Globalization;

namespace Nabla.Learning;

/// <summary>The meaning of a target column, class labels or numbers to predict, and the reason.</summary>
/// <param name="Labels">The class of each row, or null.</param>
/// <param name="ClassNames">The names of the classes, or null.</param>
/// <param name="Values">The numbers to predict, or null.</param>
/// <param name="Reason">Why it is read this way, and how to choose the other.</param>
internal sealed record TargetColumn(int[]? Labels, string[]? ClassNames, double[]? Values, string Reason);

/// <summary>Makes class labels or regression targets out of a column of text.</summary>
internal static class CsvTargets
{
    private const int MostNumberedClasses = 20;
    private const int MostClassesSuggested = 1000;

    /// <summary>Reads the targets from the text column of a table.</summary>
    internal static TargetColumn Read(CsvTable table, LearningTask task, IReadOnlyList<string>? knownNames)
    {
        if (task == LearningTask.Regression) return new(null, null, Values(table), "as requested");
        if (table.ClassNames is { } announced) return Announced(table, announced, knownNames);
        // A numeric class has one name, however it is written: 1, 1.0 or 1e0.
        string[] texts = [.. table.Texts.Select(text => NumberText.Canonical(text, table.Decimal) ?? text)];
        if (knownNames is not null) return new(KnownLabels(table, knownNames), [.. knownNames], null, "as the model's");

        bool areNumbers = AreNumbers(table, task);
        if (areNumbers && task == LearningTask.Auto && !AreNumberedClasses(texts))
        {
            int count = texts.Distinct(StringComparer.Ordinal).Count();
            string other = count is > 1 and <= MostClassesSuggested ? $"; --task classification takes its {count} values as classes" : "";
            return new(null, null, Values(table), $"its values are numbers, not 0 to K − 1{other}");
        }
        if (!areNumbers && task == LearningTask.Auto) CsvQuantities.Refuse(table);
        CsvClassNames.RequireApart(table, texts);
        string[] names = [.. texts.Distinct(StringComparer.Ordinal).Order(areNumbers ? Comparer<string>.Create(CompareNumbers) : StringComparer.Ordinal)];
        if (names.Length < 2)
        {
            throw new DataException(
                $"{table.Path}: one class only: every target{InColumn(table)} is {CsvNumber.Quote(names[0])}; a classifier needs at least two.");
        }
        string reason = task == LearningTask.Classification ? "as requested"
            : areNumbers ? $"its values are the whole numbers 0 to {names.Length - 1}; --task regression predicts them as numbers"
            : table.Texts.TrueForAll(text => text.All(char.IsAsciiDigit))
            ? "its values are digits, some with leading zeros like identifiers; --task regression predicts them as numbers"
            : "its values are text";
        return new(LabelsOf(table, texts, names, Indexed(names)), names, null, reason);
    }

    /// <summary>The targets of a regression.</summary>
    private static double[] Values(CsvTable table)
    {
        var values = new double[table.Texts.Count];
        for (int row = 0; row < values.Length; row++)
            values[row] = CsvNumber.Read(table, table.Texts[row], table.Lines[row], table.TextColumn);
        table.Distinctions.Check(values, 1);
        return values;
    }

    /// <summary>Labels that are indices into the names on the first line, which a network may have in a different order.</summary>
    private static TargetColumn Announced(CsvTable table, string[] names, IReadOnlyList<string>? knownNames)
    {
        int[] places = [.. Enumerable.Range(0, names.Length)];
        if (knownNames is not null && !names.SequenceEqual(knownNames))
        {
            places = [.. names.Select(name => knownNames.ToList().IndexOf(name))];
            if (places.Contains(-1))
                throw new DataException($"{table.Path}: announces the classes {Listing.Of(names)}, but the model knows {Listing.Of(knownNames)}.");
        }
        var labels = new int[table.Texts.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            string? text = NumberText.Canonical(table.Texts[row], table.Decimal);
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= names.Length)
            {
                throw new DataException(
                    $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(table.Texts[row])} is not an index "
                    + $"from 0 to {names.Length - 1} of the classes {Listing.Of(names)}.");
            }
            labels[row] = places[index];
        }
        return new(labels, [.. knownNames ?? names], null, "the first line announces its classes");
    }

    /// <summary>Labels among the classes of a network, matched as text or numbers. Numbers are not indices: their order would be ambiguous.</summary>
    private static int[] KnownLabels(CsvTable table, IReadOnlyList<string> names)
    {
        Dictionary<string, int> indices = Indexed(names);
        foreach (var group in names.Select((name, index) => (Key: NumberText.Canonical(name, '.'), index))
            .Where(entry => entry.Key is not null).GroupBy(entry => entry.Key!))
        {
            if (group.Count() == 1) indices.TryAdd(group.Key, group.Single().index);
        }
        return LabelsOf(
            table, [.. table.Texts.Select(text => indices.ContainsKey(text) ? text : NumberText.Canonical(text, table.Decimal) ?? text)], names, indices);
    }

    private static int[] LabelsOf(CsvTable table, string[] texts, IReadOnlyList<string> names, Dictionary<string, int> indices)
    {
        var labels = new int[texts.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            if (!indices.TryGetValue(texts[row], out labels[row]))
            {
                throw new DataException(
                    $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(table.Texts[row])} is not one of the classes {Listing.Of(names)}.");
            }
        }
        return labels;
    }

    /// <summary>True if all targets are numbers. Numbers mixed with text, or in another form, are an error unless classes were requested.</summary>
    private static bool AreNumbers(CsvTable table, LearningTask task)
    {
        int numberRow = -1, textRow = -1, formRow = -1;
        bool areIdentifiers = true;
        for (int row = 0; row < table.Texts.Count; row++)
        {
            string text = table.Texts[row];
            if (NumberText.Canonical(text, table.Decimal) is not null)
                numberRow = row;
            else
                textRow = row;
            areIdentifiers &= text.All(char.IsAsciiDigit) && (numberRow == row || text[0] == '0');
            if (textRow == row && formRow < 0 && CsvField.LooksLikeNumber(text) && !text.All(char.IsAsciiDigit))
                formRow = row;
        }
        if (textRow < 0) return true;
        // Digits with leading zeros are identifiers, such as postal codes.
        if (task == LearningTask.Classification || areIdentifiers) return false;
        if (formRow >= 0)
        {
            throw new DataException(
                $"{table.Place(table.Lines[formRow], table.TextColumn)}: {CsvNumber.Quote(table.Texts[formRow])} looks like a number, but is not read as one; "
                + $"{CsvField.Advice(table.Texts[formRow], table.Decimal)}; if these are class names, use --task classification.");
        }
        if (numberRow < 0) return false;
        throw new DataException(
            $"{table.Place(table.Lines[textRow], table.TextColumn)}: {CsvNumber.Quote(table.Texts[textRow])} is not a finite number, but "
            + $"{CsvNumber.Quote(table.Texts[numberRow])} on {table.LineWord} {table.Lines[numberRow]} is: correct it, or use --task classification.");
    }

    private static bool AreNumberedClasses(string[] texts)
    {
        HashSet<string> different = [.. texts];
        return different.Count <= MostNumberedClasses
            && Enumerable.Range(0, different.Count).All(k => different.Contains(k.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Compares by value; numbers that float64 cannot distinguish are compared by their digits.</summary>
    private static int CompareNumbers(string left, string right)
    {
        _ = NumberText.TryRead(left, out double one);
        _ = NumberText.TryRead(right, out double other);
        int order = one.CompareTo(other);
        if (order != 0) return order;
        order = left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);
        return one < 0 ? -order : order;
    }

    private static string InColumn(CsvTable table) => table.Header is null
        ? string.Create(CultureInfo.InvariantCulture, $" in column {table.TextColumn + 1}")
        : $" in column {table.TextColumn + 1} '{Printable.Escape(table.Header[table.TextColumn])}'";

    private static Dictionary<string, int> Indexed(IReadOnlyList<string> names)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
            indices.TryAdd(names[i], i);
        return indices;
    }
}
