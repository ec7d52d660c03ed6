using Nabla.Learning;

namespace Nabla.Parquet;

/// <summary>
/// Loads data sets from Parquet files: one row per example, one column per feature, and one column to predict, with the same meaning as
/// <see cref="CsvDataset"/> gives to a table. Features are columns of numbers of any type, or of true and false as 1 and 0.
/// </summary>
public static class ParquetDataset
{
    private const string Ending = ".parquet";

    /// <summary>Loads a file, row group by row group.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null takes the last column as the target.</param>
    /// <returns>
    /// All rows of the file in order, as examples of shape [number of features]. A target of text, or of true and false, is a class; so are the whole
    /// numbers 0 to K − 1, as <see cref="LearningTask.Auto"/> describes. Values keep float64 precision until they are standardized.
    /// </returns>
    /// <exception cref="DataException">
    /// Something in the file is invalid: the message names file, row, counted from 1, and column. Nested and repeated columns are refused, and so are
    /// columns of text or times beside the target. A file that declares more rows or longer pages than one of its length should hold is refused as well:
    /// memory is bounded by a constant plus a multiple of the length.
    /// </exception>
    public static Dataset Load(string path, ParquetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        var read = ParquetTable.Read(path, options, ignoresTarget: false);
        var table = read.Table;
        if (table.TextColumn < 0)
            throw new DataException($"{path}: has {table.Columns} columns, which are the model's features; the column to predict is missing.");
        var target = CsvTargets.Read(table, options.Task, options.ClassNames);
        string targetName = table.Header![table.TextColumn];
        string[] featureNames = table.NumberNames!;
        int[] shape = [table.NumberColumns];
        NumberTable features = new(read.Features, table.NumberColumns) { MayLack = options.Missing == MissingValues.Mean };
        if (features.MayLack) CsvDataset.RequireSomeNumbers(table, features);
        string name = options.Name ?? NameOf(path);
        var data = target.Labels is not null
            ? Dataset.Adopt(name, features, shape, target.Labels, target.ClassNames!, featureNames)
            : Dataset.Adopt(name, features, shape, new NumberTable(target.Values!, 1), [targetName], featureNames);
        TableSchema schema = new(table.Columns, table.TextColumn, featureNames, targetName) { Missing = options.Missing };
        return data.With(schema, CsvNotes.Of(table, table, target, [targetName]));
    }

    /// <summary>Loads only the features of a file, with or without the column to predict: examples to predict for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; with a <see cref="ParquetOptions.Schema"/> that says which columns are features.</param>
    /// <param name="droppedRows">The indices of the dropped rows among all rows of the file, from 0; empty without <see cref="MissingValues.Drop"/>.</param>
    /// <returns>The features of the other rows, row-major [rows, features].</returns>
    /// <exception cref="DataException">Something in the file is invalid. Missing values in the column to predict do not matter.</exception>
    public static double[] LoadFeatures(string path, ParquetOptions options, out IReadOnlyList<int> droppedRows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Schema is null) throw new ArgumentException("The options need a schema, which says which columns are features.", nameof(options));
        var read = ParquetTable.Read(path, options, ignoresTarget: true);
        droppedRows = [.. read.Table.Dropped.Order()];
        return read.Features;
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.Length > Ending.Length && name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? name[..^Ending.Length] : name;
    }
}
