using System.Globalization;

namespace Nabla.Learning;

/// <summary>Loads data sets from CSV files: a row per example, a column per feature, and one column to predict.</summary>
public static class CsvDataSet
{
    private static readonly string[] Endings = [".gz", ".csv", ".tsv", ".txt", ".data"];

    /// <summary>
    /// Loads a file, plain or gzip. Delimiter, header and kind of target are detected unless the options say what they are; so is
    /// scikit-learn's first line "rows,features,class,class,…". Numbers are written with a decimal point.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the last column as target and everything else detected.</param>
    /// <returns>Every row of the file, in its order, with examples of shape [number of features].</returns>
    /// <exception cref="DataException">
    /// Anything in the file is not as it must be: the message names file, line and column. Nothing is left out or replaced.
    /// </exception>
    public static DataSet Load(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        bool isSeparate = options.TargetFile is not null;
        CsvTable features = CsvTableReader.Read(
            path, options.Delimiter, options.HasHeader,
            (header, columns) => isSeparate ? -1 : TargetColumn(path, options.Target, header, columns) ?? columns - 1);
        if (features.NumberColumns == 0)
        {
            throw new DataException(
                $"{path}: has one column only; a feature and a target need at least two, unless the targets lie in a file of their own.");
        }
        CsvTable targets = isSeparate ? ReadTargets(options.TargetFile!, options) : features;
        if (targets.Lines.Count != features.Lines.Count)
            throw new DataException($"{targets.Path}: {targets.Lines.Count} rows of targets, but {features.Lines.Count} rows of features in {path}.");
        return Assemble(options.Name ?? NameOf(path), features, targets, options);
    }

    private static CsvTable ReadTargets(string path, CsvOptions options) => CsvTableReader.Read(
        path, delimiter: null, hasHeader: null,
        (header, columns) => TargetColumn(path, options.Target, header, columns) ?? (columns == 1 ? 0 : -1));

    private static DataSet Assemble(string name, CsvTable features, CsvTable targets, CsvOptions options)
    {
        float[] numbers = [.. features.Numbers];
        int[] shape = [features.NumberColumns];
        string[]? featureNames = features.NumberNames;
        if (targets.TextColumn < 0)
        {
            if (options.Task == LearningTask.Classification)
                throw new DataException($"{targets.Path}: has {targets.Columns} columns of targets; say which of them holds the classes.");
            string[] names = targets.Header ?? DataSet.NumberedNames("y", targets.Columns);
            return DataSet.Adopt(name, numbers, shape, [.. targets.Numbers], names, featureNames);
        }
        return CsvTargets.Classes(targets, options.Task, options.ClassNames) is { } classes
            ? DataSet.Adopt(name, numbers, shape, classes.Labels, classes.ClassNames, featureNames)
            : DataSet.Adopt(name, numbers, shape, CsvTargets.Values(targets), [targets.Header?[targets.TextColumn] ?? "y"], featureNames);
    }

    private static int? TargetColumn(string path, string? target, string[]? header, int columns)
    {
        if (target is null)
            return null;
        int byName = header is null ? -1 : Array.IndexOf(header, target);
        if (byName >= 0)
            return byName;
        if (int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= columns)
            return number - 1;
        string there = header is null ? $"it has no header, its columns are 1 to {columns}" : $"its columns are {Listing.Of(header)}";
        throw new DataException($"{path}: has no column {CsvNumber.Quote(target)}; {there}.");
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string ending in Endings)
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                name = name[..^ending.Length];
        }
        return name;
    }
}
