namespace Nabla.Learning;

/// <summary>What one pass over a CSV file finds out, without keeping its rows.</summary>
internal sealed class CsvScan
{
    // More different targets than this are numbers to predict, or a mistake.
    private const int MostClasses = 10_000;

    private readonly CsvOptions options;
    private readonly CancellationToken cancellation;

    // Each different target once, at its first line.
    private readonly Dictionary<string, int> targets = new(StringComparer.Ordinal);
    private CsvTable? distinct;
    private RunningStatistics[] features = [];
    private RunningStatistics target;
    private bool areTargetsNumbers = true;
    private (string Text, int Line) firstText = ("", 0);

    private CsvScan(CsvOptions options, CancellationToken cancellation) => (this.options, this.cancellation) = (options, cancellation);

    public string Name { get; private set; } = "";

    public int Count { get; private set; }

    public IReadOnlyList<string> ClassNames { get; private set; } = [];

    public IReadOnlyList<string> FeatureNames { get; private set; } = [];

    public string TargetName { get; private set; } = "y";

    public TableSchema Schema { get; private set; } = new(0, 0, null, null);

    public Standardizer Inputs { get; private set; } = Standardizer.Identity;

    public Standardizer Targets { get; private set; } = Standardizer.Identity;

    /// <summary>Reads a file.</summary>
    public static CsvScan Of(string path, CsvOptions options, CancellationToken cancellation)
    {
        var scan = new CsvScan(options, cancellation);
        var table = CsvDataset.Stream(path, options, scan.Take);
        scan.Conclude(table);
        return scan;
    }

    private void Take(CsvTable table)
    {
        cancellation.ThrowIfCancellationRequested();
        if (table.Lines.Count == 0) return;
        if (table.TextColumn < 0 || table.NumberColumns == 0)
            throw new DataException($"{table.Path}: a feature and a target need at least two columns{table.DelimiterHint}.");
        distinct ??= table.LikeThis();
        var width = table.NumberColumns;
        if (features.Length == 0) features = new RunningStatistics[width];
        for (var i = 0; i < table.Numbers.Count; i++)
        {
            var column = i % width;
            if (!double.IsNaN(table.Numbers[i])) features[column].Add(table.Numbers[i], Code(table, column));
        }
        for (var row = 0; row < table.Texts.Count; row++) TakeTarget(table, table.Texts[row], table.Lines[row]);
        Count += table.Lines.Count;
    }

    /// <summary>True for a one-hot column, whose codes are counted instead.</summary>
    private static bool Code(CsvTable table, int column) => table.Categories!.Contains(table.PlaceOf(column));

    private void TakeTarget(CsvTable table, string text, int line)
    {
        // The number is only good if it turns out to be a regression, which checks it again when it reads it.
        if (areTargetsNumbers && NumberText.TryRead(text, table.Decimal, out var number) && double.IsFinite(number)) target.Add(number, false);
        else (areTargetsNumbers, firstText) = (false, areTargetsNumbers ? (text, line) : firstText);
        if (targets.Count > MostClasses || !targets.TryAdd(text, line)) return;
        if (targets.Count <= MostClasses)
        {
            distinct!.Texts.Add(text);
            distinct.Lines.Add(line);
            return;
        }
        if (!areTargetsNumbers || options.Task == LearningTask.Classification)
            throw new DataException($"{table.Place(line, table.TextColumn)}: has more than {MostClasses} different values, too many for classes.");
    }

    private void Conclude(CsvTable table)
    {
        if (distinct is null) throw new DataException($"{table.Path}: every row has a missing value, so none is left.");
        if (table.ClassNames is not null)
            throw new DataException($"{table.Path}: the first line announces classes, which a stream does not read; replace it by the names of the columns.");
        Name = options.Name ?? CsvDataset.NameOf(table.Path);
        var classes = CsvTargets.Read(distinct, options.Task, options.ClassNames).ClassNames;
        ClassNames = classes ?? [];
        var categories = table.Categories!.Encoding(table);
        TargetName = table.Header?[table.TextColumn] ?? "y";
        Schema = new(table.Columns, table.TextColumn, table.NumberNames, table.Header?[table.TextColumn])
        {
            Categories = categories,
            Missing = options.Missing,
        };
        FeatureNames = table.Categories.Names(table) ?? Dataset.NumberedNames("x", Schema.FeatureCount);
        if (ClassNames.Count == 0 && !areTargetsNumbers) CsvNumber.Read(table, firstText.Text, firstText.Line, table.TextColumn);
        if (!double.IsFinite(target.Deviation) && ClassNames.Count == 0)
            throw new DataException($"{table.Path}: the targets are too far apart for 64 bits.");
        if (ClassNames.Count == 0) Targets = new([target.Mean], [target.Deviation == 0 ? 1 : target.Deviation]);
        Inputs = InputsOf(table, categories);
    }

    private Standardizer InputsOf(CsvTable table, TableCategory[] categories)
    {
        var (mean, scale) = (new List<double>(), new List<double>());
        for (var column = 0; column < features.Length; column++)
        {
            if (Array.Find(categories, category => category.Column == column) is { } category)
            {
                foreach (var value in category.Values)
                {
                    // Zeros and ones: the share of ones, and √(p (1 − p)).
                    var share = (double)features[column].CountOf(table.Categories!.CodeOf(table, value, 0, table.PlaceOf(column))) / Count;
                    mean.Add(share);
                    scale.Add(share is > 0 and < 1 ? Math.Sqrt(share * (1 - share)) : 1);
                }
                continue;
            }
            var statistics = features[column];
            if (statistics.Count == 0) throw new DataException($"{table.Path}: column {table.PlaceOf(column) + 1} has no values at all; remove it.");
            if (!double.IsFinite(statistics.Deviation))
                throw new DataException($"{table.Path}: column {table.PlaceOf(column) + 1}: its numbers are too far apart for 64 bits; scale the column.");
            mean.Add(statistics.Mean);
            scale.Add(statistics.Deviation == 0 ? 1 : statistics.Deviation);
        }
        var standardizer = new Standardizer([.. mean], [.. scale]);
        return options.Missing == MissingValues.Mean ? standardizer.FillingMissing() : standardizer;
    }

    /// <summary>Mean and deviation of numbers that come one by one, by Welford's method; how often codes occur.</summary>
    private struct RunningStatistics
    {
        private double squares;
        private Dictionary<double, long>? counts;

        public long Count { get; private set; }

        public double Mean { get; private set; }

        public readonly double Deviation => Count == 0 ? 0 : Math.Sqrt(squares / Count);

        public void Add(double number, bool isCode)
        {
            if (isCode)
            {
                counts ??= [];
                counts[number] = counts.GetValueOrDefault(number) + 1;
                return;
            }
            Count++;
            var difference = number - Mean;
            Mean += difference / Count;
            squares += difference * (number - Mean);
        }

        public readonly long CountOf(double code) => counts?.GetValueOrDefault(code) ?? 0;
    }
}
