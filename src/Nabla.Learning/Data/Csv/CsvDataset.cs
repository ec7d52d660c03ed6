using System.Globalization;

namespace Nabla.Learning;

/// <summary>Loads data sets from CSV files: one row per example, one column per feature, and one column to predict.</summary>
public static class CsvDataset
{
    private static readonly string[] Endings = [".gz", ".csv", ".tsv", ".txt", ".data"];

    /// <summary>
    /// Loads a file or a pipe, plain or gzip. Delimiter, header and kind of target are detected unless the options specify them; so is
    /// scikit-learn's first line "rows,features,class,class,…". <see cref="Dataset.ReadingNotes"/> tells how the file was understood.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null takes the last column as the target and detects everything else.</param>
    /// <returns>
    /// All rows of the file in order, as examples of shape [number of features]. Values keep float64 precision until they are standardized.
    /// </returns>
    /// <exception cref="DataException">
    /// Something in the file is invalid: the message names file, line and column. Nothing is dropped or replaced unless the options say so.
    /// </exception>
    public static Dataset Load(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        Check(path, options);
        bool isSeparate = options.TargetFile is not null;
        CsvTable features = CsvTableReader.Read(path, options, (header, columns) => TargetOf(path, options, header, columns, isSeparate), isSeparate);
        if (features.NumberColumns == 0)
        {
            throw new DataException(
                $"{path}: has only one column; a feature and a target need at least two, "
                + $"unless the targets are in a separate file{features.DelimiterHint}.");
        }
        CsvTable targets = features;
        if (isSeparate)
            (features, targets) = Joined(features, ReadTargets(options.TargetFile!, options), options);
        else if (features.TextColumn < 0)
            throw new DataException($"{path}: has {features.Columns} columns, which are the model's features; the column to predict is missing.");
        return Assemble(options.Name ?? NameOf(path), features, targets, options);
    }

    /// <summary>Loads only the features of a file, with or without the column to predict: examples to predict for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; with a <see cref="CsvOptions.Schema"/> that says which columns are features.</param>
    /// <returns>The features, row-major [rows, features].</returns>
    /// <exception cref="DataException">
    /// Something in the file is invalid: the message names file, line and column. Missing values in the column to predict do not matter.
    /// </exception>
    public static double[] LoadFeatures(string path, CsvOptions options) => LoadFeatures(path, options, out _);

    /// <summary>As <see cref="LoadFeatures(string, CsvOptions)"/>, and also returns the rows dropped because a feature is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; with a <see cref="CsvOptions.Schema"/> that says which columns are features.</param>
    /// <param name="droppedRows">The indices of the dropped rows among all rows of the file, from 0; empty without <see cref="MissingValues.Drop"/>.</param>
    /// <returns>The features of the other rows, row-major [rows, features].</returns>
    /// <exception cref="DataException">Something in the file is invalid: the message names file, line and column.</exception>
    public static double[] LoadFeatures(string path, CsvOptions options, out IReadOnlyList<int> droppedRows)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Schema is null) throw new ArgumentException("The options need a schema, which says which columns are features.", nameof(options));
        // Neither the values nor the file of the targets matter here.
        options = options with { TargetFile = null };
        Check(path, options);
        var table = CsvTableReader.Read(path, options, (header, columns) => TargetOf(path, options, header, columns, false), ignoresText: true);
        droppedRows = [.. table.Dropped.Order()];
        return table.Features();
    }

    /// <summary>Reads a file with its targets in one pass, without keeping its rows; see <see cref="CsvTableReader"/>.</summary>
    internal static CsvTable Stream(string path, CsvOptions options, Action<CsvTable> take)
    {
        Check(path, options);
        return CsvTableReader.Read(path, options, (header, columns) => TargetOf(path, options, header, columns, isSeparate: false), take: take);
    }

    private static void Check(string path, CsvOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (options.Decimal is not ('.' or ',')) throw new ArgumentException($"The decimal mark is '.' or ',', not '{options.Decimal}'.", nameof(options));
        if (options.TargetFile is { } targets && Path.GetFullPath(targets) == Path.GetFullPath(path))
            throw new DataException($"{path}: is also the target file, so its targets would be features as well; name the target column with --target.");
        if (options.Delimiter is '"' or '\n' or '\r' or > '\x7F')
            throw new DataException($"{path}: {CsvNumber.Quote([options.Delimiter.Value])} cannot separate fields; use another ASCII character.");
    }

    private static int TargetOf(string path, CsvOptions options, string[]? header, int columns, bool isSeparate)
    {
        if (isSeparate)
        {
            if (options.Schema is { } known && known.Locate(path, header, columns, null) is >= 0 and var extra)
                throw new DataException($"{path}: column {extra + 1} holds the targets, which are also in {options.TargetFile}: remove one of the two.");
            return -1;
        }
        return TargetOf(path, options.Target, options.Schema, header, columns);
    }

    /// <summary>The index of the target: the given column, else that of a model, else the last; −1 if a model knows that the table has none.</summary>
    internal static int TargetOf(string path, string? target, TableSchema? schema, string[]? header, int columns)
    {
        int? given = TargetColumn(path, target, header, columns);
        return schema is not null ? schema.Locate(path, header, columns, given) : given ?? columns - 1;
    }

    private static CsvTable ReadTargets(string path, CsvOptions options)
    {
        // Two columns of classes are rejected in any case, with a better message.
        bool mayBeOne = options.Task != LearningTask.Classification || options.Target is not null;
        return CsvTableReader.Read(
            path, options, (header, columns) => TargetColumn(path, options.Target, header, columns) ?? (columns == 1 ? 0 : -1), mayBeOne, isTargetFile: true);
    }

    /// <summary>The rows that are complete in both files.</summary>
    private static (CsvTable Features, CsvTable Targets) Joined(CsvTable features, CsvTable targets, CsvOptions options)
    {
        int rows = features.Lines.Count + features.Dropped.Count, others = targets.Lines.Count + targets.Dropped.Count;
        if (others != rows)
        {
            string advice = Math.Abs(others - rows) > 1 ? ""
                : options.HasHeader is null ? "; if the first lines of both name the columns, use --header yes"
                : "; --header applies to both files";
            throw new DataException($"{targets.Path}: {others} rows of targets, but {rows} rows of features in {features.Path}{advice}.");
        }
        string[] targetNames = targets.Header is null ? [] : targets.TextColumn < 0 ? targets.Header : [targets.Header[targets.TextColumn]];
        if (targetNames.Intersect(features.Header ?? []).FirstOrDefault() is { } both)
        {
            throw new DataException(
                $"{targets.Path}: the target {CsvNumber.Quote(both)} is also a feature in {features.Path}, which would give it away; "
                + "remove it there, or rename it.");
        }
        return (features.Without(targets.Dropped), targets.Without(features.Dropped));
    }

    private static Dataset Assemble(string name, CsvTable features, CsvTable targets, CsvOptions options)
    {
        bool mayLack = options.Missing == MissingValues.Mean;
        TableCategory[] categories = features.Categories!.Encoding(features);
        int width = features.NumberColumns + categories.Sum(category => category.Values.Count - 1);
        NumberTable numbers = new(features.Features(), width) { MayLack = mayLack };
        if (mayLack) RequireSomeNumbers(features, numbers);
        int[] shape = [width];
        string[]? featureNames = features.Categories.Names(features);
        bool isSeparate = features != targets;
        TableSchema schema = new(
            features.Columns,
            features.TextColumn,
            features.NumberNames,
            targets.Header is { } header && targets.TextColumn >= 0 ? header[targets.TextColumn] : null)
        {
            Categories = categories,
            Missing = options.Missing,
        };
        if (targets.TextColumn < 0)
        {
            if (options.Task == LearningTask.Classification)
                throw new DataException($"{targets.Path}: has {targets.Columns} columns of targets; say which of them holds the classes.");
            string[] names = targets.Header ?? Dataset.NumberedNames("y", targets.Columns);
            NumberTable values = new([.. targets.Numbers], targets.Columns);
            var notes = CsvNotes.Of(features, targets, new(null, null, [.. targets.Numbers], "there are several"), names);
            return Dataset.Adopt(name, numbers, shape, values, names, featureNames).With(schema, notes);
        }
        TargetColumn target = CsvTargets.Read(targets, options.Task, options.ClassNames);
        string targetName = schema.TargetName ?? "y";
        Dataset data = target.Labels is not null
            ? Dataset.Adopt(name, numbers, shape, target.Labels, target.ClassNames!, featureNames)
            : Dataset.Adopt(name, numbers, shape, new NumberTable(target.Values!, 1), [targetName], featureNames);
        return data.With(isSeparate ? schema with { TargetColumn = -1 } : schema, CsvNotes.Of(features, targets, target, [targetName]));
    }

    private static int? TargetColumn(string path, string? target, string[]? header, int columns) =>
        target is null ? null : ColumnOf(path, target, "target", header, columns);

    /// <summary>The index of a column that the user gives by name or number.</summary>
    internal static int ColumnOf(string path, string given, string what, string[]? header, int columns)
    {
        int byName = header is null ? -1 : Array.IndexOf(header, given), byNumber = NumberOf(given, columns) - 1;
        if (byName >= 0 && byNumber >= 0 && byName != byNumber)
        {
            throw new DataException(
                $"{path}: the {what} {CsvNumber.Quote(given)} is the name of column {byName + 1} and the number of column {byNumber + 1}: "
                + $"say {(what == "target" ? "--target" : "--one-hot")} '#{byName + 1}' or '#{byNumber + 1}' to choose by number.");
        }
        if (Math.Max(byName, byNumber) is >= 0 and var column) return column;
        string there = header is null ? $"it has no header, its columns are 1 to {columns}" : $"its columns are {Listing.Of(header)}";
        throw new DataException($"{path}: has no column {CsvNumber.Quote(given)}; {there}.");
    }

    internal static void RequireSomeNumbers(CsvTable table, NumberTable numbers)
    {
        for (int column = 0; column < numbers.Width; column++)
        {
            int row = column;
            while (row < numbers.Length && double.IsNaN(numbers[row])) row += numbers.Width;
            if (row < numbers.Length) continue;
            string name = (table.Categories?.Names(table) ?? table.NumberNames) is { } names ? $" '{Printable.Escape(names[column])}'" : "";
            throw new DataException($"{table.Path}: column {column + 1}{name} has no values at all; remove it.");
        }
    }

    /// <summary>The column number in a target given as "3" or "#3"; 0 if it is not one.</summary>
    private static int NumberOf(string target, int columns) =>
        int.TryParse(target.AsSpan(target.StartsWith('#') ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= columns
            ? number
            : 0;

    internal static string NameOf(string path)
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
