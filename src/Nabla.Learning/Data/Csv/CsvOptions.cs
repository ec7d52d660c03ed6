namespace Nabla.Learning;

/// <summary>Options for <see cref="CsvDataset.Load"/>. Anything not specified is detected.</summary>
public sealed record CsvOptions
{
    /// <summary>
    /// The field separator: ',', ';', a tab or another ASCII character; ' ' means any run of spaces and tabs. Null detects it.
    /// </summary>
    public char? Delimiter { get; init; }

    /// <summary>True if the first line names the columns. Null detects it: text above numbers is a header.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The decimal mark: '.' or ','.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>
    /// The encoding by its .NET name: "utf-8", "utf-16", "latin1", "windows-1252" and so on. Null means UTF-8, or UTF-16 if the file begins with its
    /// byte order mark.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>The treatment of rows with a missing value.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>Columns of text to encode one-hot, by name or number like <see cref="Target"/>; with a <see cref="Schema"/>, those of the model.</summary>
    public IReadOnlyList<string> OneHot { get; init; } = [];

    /// <summary>
    /// The column to predict: its name in the header, or its number counted from 1, as "3" or "#3"; use the latter if columns have numbers as names.
    /// Null means the target column of <see cref="Schema"/>, otherwise the last one, or with <see cref="TargetFile"/> every column of that file.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>A second file with the targets, row by row; the first file then holds only features.</summary>
    public string? TargetFile { get; init; }

    /// <summary>The kind of target: classes or numbers.</summary>
    public LearningTask Task { get; init; }

    /// <summary>
    /// The classes in order, as a trained network knows them: every target must be one of them. Numeric classes are compared as numbers: 1.0 is 1.
    /// Null takes the classes from the file.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The columns that a trained network expects; the file must match them. Null accepts any.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>The name of the data set; null takes the file name without its extensions.</summary>
    public string? Name { get; init; }
}
