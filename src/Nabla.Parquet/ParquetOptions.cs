using Nabla.Learning;

namespace Nabla.Parquet;

/// <summary>Options for <see cref="ParquetDataset"/>. They mean the same as those of <see cref="CsvOptions"/>.</summary>
public sealed record ParquetOptions
{
    /// <summary>
    /// The column to predict: its name, or its number counted from 1, as "3" or "#3"; use the latter if columns have numbers as names. Null means the target
    /// column of <see cref="Schema"/>, otherwise the last one.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The kind of target: classes or numbers.</summary>
    public LearningTask Task { get; init; }

    /// <summary>
    /// The treatment of rows with a missing value: a null, NaN, or in a target of text one of the markers that are missing values in CSV files, such as "NA".
    /// <see cref="MissingValues.Keep"/> makes a null in the target the class "null".
    /// </summary>
    public MissingValues Missing { get; init; }

    /// <summary>
    /// The classes in order, as a trained network knows them: every target must be one of them. Numeric classes are compared as numbers: 1.0 is 1. Null
    /// takes the classes from the file.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The columns that a trained network expects; the file must match them. Null accepts any.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>The name of the data set; null takes the file name without its extension.</summary>
    public string? Name { get; init; }
}
