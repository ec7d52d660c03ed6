namespace Nabla.Learning;

/// <summary>The checked contents of a CSV file: numbers, and optionally one column as text.</summary>
internal sealed class CsvTable
{
    internal CsvTable(string path, char mark) => (Path, Decimal, Distinctions) = (path, mark, new(this));

    internal string Path { get; }

    /// <summary>The decimal mark.</summary>
    internal char Decimal { get; }

    /// <summary>True if rows are taken as they are read; they cannot be compared with each other then.</summary>
    internal bool IsStreamed { get; init; }

    /// <summary>The number of rows read, dropped ones included.</summary>
    internal int Rows { get; set; }

    /// <summary>Tracks the numbers that are rounded.</summary>
    internal CsvDistinctions Distinctions { get; }

    /// <summary>The word for the numbers in <see cref="Lines"/> in messages; "row" for files without lines.</summary>
    internal string LineWord { get; init; } = "line";

    /// <summary>How a file without lines is organized, for the notes; null for text.</summary>
    internal string? Organization { get; init; }

    internal char Delimiter { get; init; }

    /// <summary>A hint about the delimiter, for messages if the table seems to have only one column.</summary>
    internal string DelimiterHint { get; init; } = "";

    internal string EncodingName { get; init; } = "";

    /// <summary>Names of all columns, or null if the file has none.</summary>
    internal string[]? Header { get; set; }

    /// <summary>Why the first line was or was not taken for a header.</summary>
    internal string HeaderReason { get; set; } = "";

    /// <summary>Names of the classes from a first line in scikit-learn's format, or null.</summary>
    internal string[]? ClassNames { get; set; }

    /// <summary>Number of columns, including the text column.</summary>
    internal int Columns { get; set; }

    /// <summary>Index of the text column, or −1.</summary>
    internal int TextColumn { get; set; } = -1;

    /// <summary>All other columns, row by row.</summary>
    internal List<double> Numbers { get; } = [];

    /// <summary>The text column.</summary>
    internal List<string> Texts { get; } = [];

    /// <summary>For each row, its line in the file, counted from 1.</summary>
    internal List<int> Lines { get; } = [];

    /// <summary>The indices, among all rows, of those dropped because a value is missing.</summary>
    internal HashSet<int> Dropped { get; } = [];

    /// <summary>The columns of text that are encoded one-hot; in <see cref="Numbers"/> they have codes.</summary>
    internal CsvCategories? Categories { get; set; }

    /// <summary>The number of missing values that are kept.</summary>
    internal int MissingCount { get; set; }

    /// <summary>The column of the file of a numeric column.</summary>
    internal int PlaceOf(int number) => TextColumn >= 0 && number >= TextColumn ? number + 1 : number;

    /// <summary>The numeric column of a column of the file.</summary>
    internal int NumberOf(int place) => TextColumn >= 0 && place > TextColumn ? place - 1 : place;

    internal int NumberColumns => TextColumn < 0 ? Columns : Columns - 1;

    /// <summary>Names of the numeric columns, or null if the file has none.</summary>
    internal string[]? NumberNames => Header is null ? null : [.. Header.Where((_, column) => column != TextColumn)];

    /// <summary>The start of an error message about one field, such as "iris.csv: line 7, column 3 'petal length'".</summary>
    internal string Place(int line, int column) =>
        $"{Path}: {LineWord} {line}, column {column + 1}{(Header is null ? "" : $" '{Printable.Escape(Header[column])}'")}";

    /// <summary>Adds a number, as long as there is enough memory.</summary>
    internal void Add(double number)
    {
        if (Numbers.Count == Numbers.Capacity) HostMemory.Require(2L * sizeof(double) * Numbers.Capacity, $"{Path}: after {Lines.Count} rows");
        Numbers.Add(number);
    }

    /// <summary>A table with the same columns and no rows.</summary>
    internal CsvTable LikeThis() => new(Path, Decimal)
    {
        LineWord = LineWord,
        Organization = Organization,
        Delimiter = Delimiter,
        DelimiterHint = DelimiterHint,
        EncodingName = EncodingName,
        Header = Header,
        HeaderReason = HeaderReason,
        ClassNames = ClassNames,
        Columns = Columns,
        TextColumn = TextColumn,
        Categories = Categories,
        MissingCount = MissingCount,
    };

    /// <summary>The numbers with one-hot columns expanded.</summary>
    internal double[] Features() => Categories?.Expand(this, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Numbers)) ?? [.. Numbers];

    /// <summary>Forgets the rows.</summary>
    internal void Clear()
    {
        Numbers.Clear();
        Texts.Clear();
        Lines.Clear();
        Dropped.Clear();
    }

    /// <summary>This table without further rows, given by their indices among all rows, dropped ones included.</summary>
    internal CsvTable Without(HashSet<int> rows)
    {
        if (rows.IsSubsetOf(Dropped)) return this;
        var rest = LikeThis();
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
        return rest.Lines.Count > 0 ? rest : throw new DataException($"{Path}: every row has a missing value, so none is left.");
    }
}
