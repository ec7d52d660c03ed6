namespace Nabla.Learning;

/// <summary>What a CSV file holds, read and checked: numbers, and one column as text where that is asked for.</summary>
internal sealed class CsvTable(string path)
{
    internal string Path { get; } = path;

    /// <summary>Names of all columns, or null where the file has none.</summary>
    internal string[]? Header { get; set; }

    /// <summary>Names of the classes from a first line in the manner of scikit-learn, or null.</summary>
    internal string[]? ClassNames { get; set; }

    /// <summary>Number of columns, the one with text included.</summary>
    internal int Columns { get; set; }

    /// <summary>Index of the column that is kept as text, or −1.</summary>
    internal int TextColumn { get; set; } = -1;

    /// <summary>All other columns, row by row.</summary>
    internal List<float> Numbers { get; } = [];

    /// <summary>The column kept as text.</summary>
    internal List<string> Texts { get; } = [];

    /// <summary>For each row the line of the file it stands on, counted from 1.</summary>
    internal List<int> Lines { get; } = [];

    internal int NumberColumns => TextColumn < 0 ? Columns : Columns - 1;

    /// <summary>Names of the columns of numbers, or null where the file has none.</summary>
    internal string[]? NumberNames => Header is null ? null : [.. Header.Where((_, column) => column != TextColumn)];

    /// <summary>The start of an error message about one field, such as "iris.csv: line 7, column 3 'petal length'".</summary>
    internal string Place(int line, int column) =>
        $"{Path}: line {line}, column {column + 1}{(Header is null ? "" : $" '{Header[column]}'")}";
}
