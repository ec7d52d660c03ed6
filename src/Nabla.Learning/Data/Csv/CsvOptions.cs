namespace Nabla.Learning;

/// <summary>How <see cref="CsvDataset.Load"/> reads a file. What is not given is detected.</summary>
public sealed record CsvOptions
{
    /// <summary>
    /// What stands between two fields: ',', ';', a tab or another ASCII character; ' ' means any run of spaces and tabs. Null detects it.
    /// </summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first line names the columns. Null detects it: text above numbers is a header.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>What stands before the decimals of a number: '.' or ','.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>
    /// The encoding, as .NET names it: "utf-8", "utf-16", "latin1", "windows-1252" and so on. Null means UTF-8, or UTF-16 where the file begins with its
    /// byte order mark.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>What to do with rows that lack a value.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>
    /// The column to predict: its name in the header, or its number counted from 1, as "3" or "#3"; the latter where columns have numbers for names. Null means
    /// the column that <see cref="Schema"/> says, else the last one, or with <see cref="TargetFile"/> every column of that file.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>A second file that holds the targets, row by row; the first one then holds features only.</summary>
    public string? TargetFile { get; init; }

    /// <summary>Whether targets are classes or numbers.</summary>
    public LearningTask Task { get; init; }

    /// <summary>
    /// The classes in their order, as a trained network knows them: every target must be one of them. Classes that are numbers are compared as numbers: 1.0
    /// is 1. Null takes the classes from the file.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The columns that a trained network knows: those of the file must fit. Null accepts any.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>What to call the data set; null takes the name of the file without its endings.</summary>
    public string? Name { get; init; }
}
