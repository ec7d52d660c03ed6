namespace Nabla.Learning;

/// <summary>What a CSV file holds, read and checked: numbers, and one column as text where that is asked for.</summary>
internal sealed class CsvTable
{
    internal CsvTable(string path, char mark) => (Path, Decimal, Distinctions) = (path, mark, new(this));

    internal string Path { get; }

    /// <summary>What stands before the decimals of a number.</summary>
    internal char Decimal { get; }

    /// <summary>Which of its numbers are rounded.</summary>
    internal CsvDistinctions Distinctions { get; }

    internal char Delimiter { get; init; }

    /// <summary>What to say of the delimiter where the table seems to have one column only.</summary>
    internal string DelimiterHint { get; init; } = "";

    internal string EncodingName { get; init; } = "";

    /// <summary>Names of all columns, or null where the file has none.</summary>
    internal string[]? Header { get; set; }

    /// <summary>Why the first line was taken for a header, or not.</summary>
    internal string HeaderReason { get; set; } = "";

    /// <summary>Names of the classes from a first line in the manner of scikit-learn, or null.</summary>
    internal string[]? ClassNames { get; set; }

    /// <summary>Number of columns, the one with text included.</summary>
    internal int Columns { get; set; }

    /// <summary>Index of the column that is kept as text, or −1.</summary>
    internal int TextColumn { get; set; } = -1;

    /// <summary>All other columns, row by row.</summary>
    internal List<double> Numbers { get; } = [];

    /// <summary>The column kept as text.</summary>
    internal List<string> Texts { get; } = [];

    /// <summary>For each row the line of the file it stands on, counted from 1.</summary>
    internal List<int> Lines { get; } = [];

    /// <summary>The rows that were left out since a value is missing: where each would stand among the rows.</summary>
    internal HashSet<int> Dropped { get; } = [];

    internal int NumberColumns => TextColumn < 0 ? Columns : Columns - 1;

    /// <summary>Names of the columns of numbers, or null where the file has none.</summary>
    internal string[]? NumberNames => Header is null ? null : [.. Header.Where((_, column) => column != TextColumn)];

    /// <summary>The start of an error message about one field, such as "iris.csv: line 7, column 3 'petal length'".</summary>
    internal string Place(int line, int column) =>
        $"{Path}: line {line}, column {column + 1}{(Header is null ? "" : $" '{Printable.Escape(Header[column])}'")}";

    /// <summary>Adds a number, as long as there is memory for all.</summary>
    internal void Add(double number)
    {
        if (Numbers.Count == Numbers.Capacity) HostMemory.Require(2L * sizeof(double) * Numbers.Capacity, $"{Path}: after {Lines.Count} rows");
        Numbers.Add(number);
    }

    /// <summary>This table without more rows, named by where they would stand if none had been left out.</summary>
    internal CsvTable Without(HashSet<int> rows)
    {
        if (rows.IsSubsetOf(Dropped)) return this;
        CsvTable rest = new(Path, Decimal)
        {
            Delimiter = Delimiter,
            DelimiterHint = DelimiterHint,
            EncodingName = EncodingName,
            Header = Header,
            HeaderReason = HeaderReason,
            ClassNames = ClassNames,
            Columns = Columns,
            TextColumn = TextColumn,
        };
        rest.Dropped.UnionWith(Dropped);
        rest.Dropped.UnionWith(rows);
        int kept = 0;
        for (int row = 0; row < Lines.Count + Dropped.Count; row++)
        {
            if (Dropped.Contains(row)) continue;
            if (!rows.Contains(row))
            {
                rest.Lines.Add(Lines[kept]);
                if (TextColumn >= 0) rest.Texts.Add(Texts[kept]);
                rest.Numbers.AddRange(Numbers.Slice(kept * NumberColumns, NumberColumns));
            }
            kept++;
        }
        return rest.Lines.Count > 0 ? rest : throw new DataException($"{Path}: every row lacks a value, so that none is left.");
    }
}
