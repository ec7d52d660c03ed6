using System.Globalization;

namespace Nabla.Learning;

/// <summary>The columns of text that are encoded one-hot: each becomes as many columns as it has different values, with a 1 for the value of the row.</summary>
internal sealed class CsvCategories
{
    /// <summary>The code of a missing value, which is encoded as zeros only.</summary>
    internal const double Missing = -1;

    private const int MostValues = 1000;

    private readonly SortedDictionary<int, Dictionary<string, int>> codes = [];
    private readonly bool areKnown;

    private CsvCategories(bool areKnown) => this.areKnown = areKnown;

    /// <summary>True if there are such columns.</summary>
    internal bool Any => codes.Count > 0;

    /// <summary>Finds the columns that the options name, or those of the model.</summary>
    /// <param name="table">The table, whose header and target column are known.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="DataException">A column does not exist, is named twice, or holds the targets.</exception>
    internal static CsvCategories Of(CsvTable table, CsvOptions options)
    {
        if (options.Schema is { } schema)
        {
            var known = new CsvCategories(areKnown: true);
            foreach (var category in schema.Categories)
            {
                var values = category.Values.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
                known.codes.Add(table.PlaceOf(category.Column), values);
            }
            return known;
        }
        var found = new CsvCategories(areKnown: false);
        foreach (var name in options.OneHot)
        {
            var column = CsvDataset.ColumnOf(table.Path, name, "one-hot column", table.Header, table.Columns);
            if (column == table.TextColumn) throw new DataException($"{table.Path}: the one-hot column {CsvNumber.Quote(name)} holds the targets.");
            if (!found.codes.TryAdd(column, new(StringComparer.Ordinal)))
                throw new DataException($"{table.Path}: the one-hot column {CsvNumber.Quote(name)} is named twice.");
        }
        return found;
    }

    /// <summary>True if a column of the file is encoded.</summary>
    internal bool Contains(int column) => codes.ContainsKey(column);

    /// <summary>Returns the code of a value, a new one for a new value.</summary>
    /// <exception cref="DataException">The model does not know the value, or there are too many.</exception>
    internal double CodeOf(CsvTable table, string text, int line, int column)
    {
        var values = codes[column];
        if (values.TryGetValue(text, out var code)) return code;
        if (areKnown)
        {
            throw new DataException(
                $"{table.Place(line, column)}: {CsvNumber.Quote(text)} is not one of the values that the model knows, {Listing.Of([.. values.Keys])}.");
        }
        if (values.Count == MostValues)
        {
            throw new DataException(
                $"{table.Place(line, column)}: has more than {MostValues} different values, too many to encode one-hot; is it a number or a name?");
        }
        values.Add(text, values.Count);
        return values.Count - 1;
    }

    /// <summary>Returns the encoding of each column, with its values in ordinal order, or in that of the model.</summary>
    internal TableCategory[] Encoding(CsvTable table) =>
    [
        .. codes.Select(entry => new TableCategory(
            table.NumberOf(entry.Key), areKnown ? [.. entry.Value.Keys] : [.. entry.Value.Keys.Order(StringComparer.Ordinal)])),
    ];

    /// <summary>Returns rows of codes and numbers with each code as zeros and a one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Rows of <see cref="CsvTable.NumberColumns"/> numbers.</param>
    internal double[] Expand(CsvTable table, ReadOnlySpan<double> rows)
    {
        if (!Any) return rows.ToArray();
        var width = table.NumberColumns;
        var order = new int[width][];
        var wide = width;
        foreach (var category in Encoding(table))
        {
            var column = codes[table.PlaceOf(category.Column)];
            order[category.Column] = new int[column.Count];
            for (var i = 0; i < category.Values.Count; i++) order[category.Column][column[category.Values[i]]] = i;
            wide += column.Count - 1;
        }
        var expanded = HostMemory.Allocate<double>(
            (long)rows.Length / width * wide, string.Create(CultureInfo.InvariantCulture, $"{table.Path}: {rows.Length / width} rows of {wide} columns"));
        var next = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (order[i % width] is not { } places)
            {
                expanded[next++] = rows[i];
                continue;
            }
            if (rows[i] != Missing) expanded[next + places[(int)rows[i]]] = 1;
            next += places.Length;
        }
        return expanded;
    }

    /// <summary>Returns the names of the columns after encoding, such as <c>color=red</c>; null if the table has none.</summary>
    internal string[]? Names(CsvTable table)
    {
        if (table.NumberNames is not { } names) return null;
        var encodings = Encoding(table).ToDictionary(category => category.Column, category => category.Values);
        return [.. names.SelectMany((name, column) => encodings.TryGetValue(column, out var values) ? values.Select(value => $"{name}={value}") : [name])];
    }
}
