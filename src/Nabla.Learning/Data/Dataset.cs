using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// An immutable set of examples on the host: features row by row, and for each example either a class label or regression targets.
/// Every set holds at least one example, and only finite numbers.
/// </summary>
public sealed partial class Dataset
{
    private readonly NumberTable features;
    private readonly int[] labels;
    private readonly NumberTable targets;

    private Dataset(string name, NumberTable features, int[] exampleShape, IReadOnlyList<string>? featureNames, int[] labels, string[] classNames, NumberTable targets, string[] targetNames)
    {
        Name = name;
        this.features = features;
        this.labels = labels;
        this.targets = targets;
        ExampleShape = Array.AsReadOnly(exampleShape);
        ClassNames = Array.AsReadOnly(classNames);
        TargetNames = Array.AsReadOnly(targetNames);
        Width = exampleShape.Aggregate(1, static (product, size) => checked(product * size));
        Count = features.Length / Width;
        FeatureNames = featureNames ?? Array.AsReadOnly(NumberedNames("x", Width));
    }

    /// <summary>A set like another, with other examples.</summary>
    private Dataset(Dataset like, NumberTable features, int[] labels, NumberTable targets)
        : this(like.Name, features, [.. like.ExampleShape], like.FeatureNames, labels, [.. like.ClassNames], targets, [.. like.TargetNames]) =>
        (Schema, ReadingNotes) = (like.Schema, like.ReadingNotes);

    /// <summary>What the set is called, for reports and error messages.</summary>
    public string Name { get; }

    /// <summary>Number of examples.</summary>
    public int Count { get; }

    /// <summary>Number of features per example: the product of <see cref="ExampleShape"/>.</summary>
    public int Width { get; }

    /// <summary>Shape of one example, such as [28, 28] for an image or [4] for a row of four numbers.</summary>
    public IReadOnlyList<int> ExampleShape { get; }

    /// <summary>All features in float32, row-major [<see cref="Count"/>, <see cref="Width"/>].</summary>
    /// <exception cref="DataException">A column holds different numbers that float32 would make equal, or numbers beyond its range: standardize first.</exception>
    public ReadOnlyMemory<float> Features => features.Narrow(Name, FeatureNames);

    /// <summary>Name of each feature, <see cref="Width"/> of them; "x1", "x2", … where the source had none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>True when the examples carry class labels, false when they carry regression targets.</summary>
    public bool IsClassification => ClassNames.Count > 0;

    /// <summary>Class of each example, an index into <see cref="ClassNames"/>; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels => labels;

    /// <summary>Name of each class; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Regression targets in float32, row-major [<see cref="Count"/>, <see cref="OutputWidth"/>]; empty for classification.</summary>
    /// <exception cref="DataException">A column holds different numbers that float32 would make equal, or numbers beyond its range: standardize first.</exception>
    public ReadOnlyMemory<float> Targets => targets.Narrow(Name, TargetNames);

    /// <summary>Name of each target; empty for classification.</summary>
    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>The columns of the table that the set was read from; null where it comes from none.</summary>
    public TableSchema? Schema { get; private init; }

    /// <summary>What was understood when the set was read, a sentence a line: rows, columns, target and why; empty where nothing was to be decided.</summary>
    public IReadOnlyList<string> ReadingNotes { get; private init; } = [];

    /// <summary>The features as precisely as they were read.</summary>
    internal NumberTable FeatureTable => features;

    /// <summary>The targets as precisely as they were read.</summary>
    internal NumberTable TargetTable => targets;

    /// <summary>How many numbers a network puts out per example: one per class, or one per target.</summary>
    public int OutputWidth => IsClassification ? ClassNames.Count : TargetNames.Count;

    /// <summary>The features of one example.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    /// <returns><see cref="Width"/> numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Example(int row)
    {
        CheckRow(row);
        return Features.Span.Slice(row * Width, Width);
    }

    /// <summary>The regression targets of one example.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    /// <returns><see cref="OutputWidth"/> numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidOperationException">The set is one for classification.</exception>
    public ReadOnlySpan<float> Target(int row)
    {
        if (IsClassification)
            throw new InvalidOperationException($"{Name}: has class labels, not regression targets.");
        CheckRow(row);
        return Targets.Span.Slice(row * OutputWidth, OutputWidth);
    }

    /// <summary>Mean, deviation and range of a feature over all examples, or of all features together.</summary>
    /// <param name="feature">0 to <see cref="Width"/> − 1; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public ColumnStatistics FeatureStatistics(int? feature = null)
    {
        if (feature is not { } column) return features.StatisticsOf(0, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(column, nameof(feature));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width, nameof(feature));
        return features.StatisticsOf(column, Width);
    }

    /// <summary>Mean, deviation and range of a regression target over all examples.</summary>
    /// <param name="target">Its place in <see cref="TargetNames"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such target.</exception>
    public ColumnStatistics TargetStatistics(int target = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, TargetNames.Count);
        return targets.StatisticsOf(target, OutputWidth);
    }

    /// <summary>How many examples each class has.</summary>
    /// <returns>One count per class, in the order of <see cref="ClassNames"/>; empty for regression.</returns>
    public IReadOnlyList<int> CountPerClass()
    {
        var counts = new int[ClassNames.Count];
        foreach (int label in labels)
            counts[label]++;
        return counts;
    }

    /// <summary>One line: name, number of examples, shape and what is to be predicted.</summary>
    public override string ToString() =>
        $"{Name}: {Count} examples of [{string.Join(", ", ExampleShape)}], "
        + (IsClassification ? $"{ClassNames.Count} classes" : $"{TargetNames.Count} target{(TargetNames.Count == 1 ? "" : "s")}");

    /// <summary>This set with what is known of the table that it was read from.</summary>
    internal Dataset With(TableSchema? schema, IReadOnlyList<string> notes) => new(this, features, labels, targets) { Schema = schema, ReadingNotes = notes };

    /// <summary>Whether features have only the names that are given where there are none: x1, x2, …</summary>
    internal static bool AreNumbered(IReadOnlyList<string> names) => names.SequenceEqual(NumberedNames("x", names.Count));

    internal static string[] NumberedNames(string prefix, int count)
    {
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i + 1}");
        return names;
    }

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name}: rows are 0 to {Count - 1}.");
    }
}
