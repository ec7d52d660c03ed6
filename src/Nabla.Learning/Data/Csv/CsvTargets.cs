using System.Globalization;

namespace Nabla.Learning;

/// <summary>What a column of targets means: labels of classes, or numbers to predict; and why.</summary>
/// <param name="Labels">For each row its class, or null.</param>
/// <param name="ClassNames">The names of the classes, or null.</param>
/// <param name="Values">The numbers to predict, or null.</param>
/// <param name="Reason">Why it is read so, and how to have the other.</param>
internal sealed record TargetColumn(int[]? Labels, string[]? ClassNames, double[]? Values, string Reason);

/// <summary>Makes class labels or regression targets out of a column of text.</summary>
internal static class CsvTargets
{
    private const int MostNumberedClasses = 20;
    private const int MostClassesSuggested = 1000;

    /// <summary>The targets of a table whose text column holds them.</summary>
    internal static TargetColumn Read(CsvTable table, LearningTask task, IReadOnlyList<string>? knownNames)
    {
        if (task == LearningTask.Regression) return new(null, null, Values(table), "as asked for");
        if (table.ClassNames is { } announced) return Announced(table, announced, knownNames);
        // Every class of numbers has one name, however it is written: 1, 1.0 and 1e0.
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
        string reason = task == LearningTask.Classification ? "as asked for"
            : areNumbers ? $"its values are the whole numbers 0 to {names.Length - 1}; --task regression predicts them as numbers"
            : table.Texts.TrueForAll(text => text.All(char.IsAsciiDigit)) ? "its values are digits, of which some begin with 0, as identifiers do; --task regression predicts them as numbers"
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

    /// <summary>Labels that are indices into the names on the first line, which a network may know in another order.</summary>
    private static TargetColumn Announced(CsvTable table, string[] names, IReadOnlyList<string>? knownNames)
    {
        int[] places = [.. Enumerable.Range(0, names.Length)];
        if (knownNames is not null && !names.SequenceEqual(knownNames))
        {
            places = [.. names.Select(name => knownNames.ToList().IndexOf(name))];
            if (places.Contains(-1)) throw new DataException($"{table.Path}: announces the classes {Listing.Of(names)}, but the model knows {Listing.Of(knownNames)}.");
        }
        var labels = new int[table.Texts.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            string? text = NumberText.Canonical(table.Texts[row], table.Decimal);
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= names.Length)
            {
                throw new DataException(
                    $"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(table.Texts[row])} is no index 0 to {names.Length - 1} of the classes {Listing.Of(names)}.");
            }
            labels[row] = places[index];
        }
        return new(labels, [.. knownNames ?? names], null, "the first line announces its classes");
    }

    /// <summary>Labels among the classes that a network knows, as text or as numbers. A number is no index: whose order would it follow?</summary>
    private static int[] KnownLabels(CsvTable table, IReadOnlyList<string> names)
    {
        Dictionary<string, int> indices = Indexed(names);
        foreach (var group in names.Select((name, index) => (Key: NumberText.Canonical(name, '.'), index)).Where(entry => entry.Key is not null).GroupBy(entry => entry.Key!))
            if (group.Count() == 1) indices.TryAdd(group.Key, group.Single().index);
        return LabelsOf(table, [.. table.Texts.Select(text => indices.ContainsKey(text) ? text : NumberText.Canonical(text, table.Decimal) ?? text)], names, indices);
    }

    private static int[] LabelsOf(CsvTable table, string[] texts, IReadOnlyList<string> names, Dictionary<string, int> indices)
    {
        var labels = new int[texts.Length];
        for (int row = 0; row < labels.Length; row++)
        {
            if (!indices.TryGetValue(texts[row], out labels[row]))
                throw new DataException($"{table.Place(table.Lines[row], table.TextColumn)}: {CsvNumber.Quote(table.Texts[row])} is none of the classes {Listing.Of(names)}.");
        }
        return labels;
    }

    /// <summary>Whether the targets are numbers throughout. Some among text, or numbers in another form, are a mistake unless classes were asked for.</summary>
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
        // Digits of which some begin with 0 are identifiers, as postal codes are.
        if (task == LearningTask.Classification || areIdentifiers) return false;
        if (formRow >= 0)
        {
            throw new DataException(
                $"{table.Place(table.Lines[formRow], table.TextColumn)}: {CsvNumber.Quote(table.Texts[formRow])} looks like a number, but is not read as one; "
                + $"{CsvField.Advice(table.Texts[formRow], table.Decimal)}; if these are names of classes, say --task classification.");
        }
        if (numberRow < 0) return false;
        throw new DataException(
            $"{table.Place(table.Lines[textRow], table.TextColumn)}: {CsvNumber.Quote(table.Texts[textRow])} is not a finite number, but "
            + $"{CsvNumber.Quote(table.Texts[numberRow])} on line {table.Lines[numberRow]} is: correct it, or say --task classification.");
    }

    private static bool AreNumberedClasses(string[] texts)
    {
        HashSet<string> different = [.. texts];
        return different.Count <= MostNumberedClasses && Enumerable.Range(0, different.Count).All(k => different.Contains(k.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>By size; numbers that float64 cannot tell apart by their digits.</summary>
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
