namespace Nabla.Learning;

/// <summary>How <see cref="CsvDataSet.Load"/> reads a file. What is left out is found out from the file.</summary>
public sealed class CsvOptions
{
    /// <summary>
    /// What stands between two fields: ',', ';', a tab or another ASCII character; ' ' means any run of spaces and tabs. Null detects it.
    /// </summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the first line names the columns. Null detects it: text above numbers is a header.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// The column to predict: its name in the header, or its number counted from 1. Null means the last column, or with
    /// <see cref="TargetFile"/> every column of that file.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>A second file that holds the targets, row by row; the first one then holds features only.</summary>
    public string? TargetFile { get; init; }

    /// <summary>Whether targets are classes or numbers.</summary>
    public LearningTask Task { get; init; }

    /// <summary>
    /// The classes in their order, as a trained network knows them: targets must be among these names, or be their indices from 0.
    /// Null takes them from the file.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What to call the data set; null takes the name of the file without its endings.</summary>
    public string? Name { get; init; }
}
