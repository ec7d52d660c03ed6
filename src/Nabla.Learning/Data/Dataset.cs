using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// An immutable set of examples on the host: features row by row, and for each example either a class label or regression targets. Every set has at least
/// one example, and all values are finite.
/// </summary>
public sealed partial class Dataset
{
    private readonly NumberTable features;
    private readonly int[] labels;
    private readonly NumberTable targets;

    private Dataset(
        string name,
        NumberTable features,
        int[] exampleShape,
        IReadOnlyList<string>? featureNames,
        int[] labels,
        string[] classNames,
        NumberTable targets,
        string[] targetNames)
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

    /// <summary>Creates a set like another one with different examples.</summary>
    private Dataset(Dataset like, NumberTable features, int[] labels, NumberTable targets)
        : this(like.Name, features, [.. like.ExampleShape], like.FeatureNames, labels, [.. like.ClassNames], targets, [.. like.TargetNames]) =>
        (Schema, ReadingNotes) = (like.Schema, like.ReadingNotes);

    /// <summary>The name of the set in reports and error messages.</summary>
    public string Name { get; }

    /// <summary>The number of examples.</summary>
    public int Count { get; }

    /// <summary>The number of features per example: the product of <see cref="ExampleShape"/>.</summary>
    public int Width { get; }

    /// <summary>The shape of one example, such as [28, 28] for an image or [4] for a row of four values.</summary>
    public IReadOnlyList<int> ExampleShape { get; }

    /// <summary>All features in float32, row-major [<see cref="Count"/>, <see cref="Width"/>].</summary>
    /// <exception cref="DataException">
    /// A column has distinct values that are equal in float32, or values beyond its range; standardize the data first.
    /// </exception>
    public ReadOnlyMemory<float> Features => features.Narrow(Name, FeatureNames);

    /// <summary>The name of each feature; "x1", "x2", … if the source had none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>True if the examples have class labels, false if they have regression targets.</summary>
    public bool IsClassification => ClassNames.Count > 0;

    /// <summary>The class of each example, an index into <see cref="ClassNames"/>; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels => labels;

    /// <summary>The name of each class; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Regression targets in float32, row-major [<see cref="Count"/>, <see cref="OutputWidth"/>]; empty for classification.</summary>
    /// <exception cref="DataException">
    /// A column has distinct values that are equal in float32, or values beyond its range; standardize the data first.
    /// </exception>
    public ReadOnlyMemory<float> Targets => targets.Narrow(Name, TargetNames);

    /// <summary>The name of each target; empty for classification.</summary>
    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>The columns of the table that the set was read from, or null.</summary>
    public TableSchema? Schema { get; private init; }

    /// <summary>Notes on how the input was interpreted, one sentence per line: rows, columns, the target and the reason. May be empty.</summary>
    public IReadOnlyList<string> ReadingNotes { get; private init; } = [];

    /// <summary>True if features may be missing, which are NaN; a <see cref="Standardizer"/> fitted to the set replaces them by the mean.</summary>
    public bool MayLack => features.MayLack;

    /// <summary>The features with the precision of the input.</summary>
    internal NumberTable FeatureTable => features;

    /// <summary>The targets with the precision of the input.</summary>
    internal NumberTable TargetTable => targets;

    /// <summary>The number of network outputs per example: one per class, or one per target.</summary>
    public int OutputWidth => IsClassification ? ClassNames.Count : TargetNames.Count;

    /// <summary>Returns the features of one example.</summary>
    /// <param name="row">The row, from 0 to <see cref="Count"/> − 1.</param>
    /// <returns><see cref="Width"/> values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The row is out of range.</exception>
    public ReadOnlySpan<float> Example(int row)
    {
        CheckRow(row);
        return Features.Span.Slice(row * Width, Width);
    }

    /// <summary>Returns the regression targets of one example.</summary>
    /// <param name="row">The row, from 0 to <see cref="Count"/> − 1.</param>
    /// <returns><see cref="OutputWidth"/> values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The row is out of range.</exception>
    /// <exception cref="InvalidOperationException">The set is for classification.</exception>
    public ReadOnlySpan<float> Target(int row)
    {
        if (IsClassification)
            throw new InvalidOperationException($"{Name}: has class labels, not regression targets.");
        CheckRow(row);
        return Targets.Span.Slice(row * OutputWidth, OutputWidth);
    }

    /// <summary>Returns the mean, standard deviation and range of a feature over all examples, or of all features together.</summary>
    /// <param name="feature">The index, from 0 to <see cref="Width"/> − 1; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The feature is out of range.</exception>
    public ColumnStatistics FeatureStatistics(int? feature = null)
    {
        if (feature is not { } column) return features.StatisticsOf(0, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(column, nameof(feature));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Width, nameof(feature));
        return features.StatisticsOf(column, Width);
    }

    /// <summary>Returns the mean, standard deviation and range of a regression target over all examples.</summary>
    /// <param name="target">The index in <see cref="TargetNames"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is out of range.</exception>
    public ColumnStatistics TargetStatistics(int target = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, TargetNames.Count);
        return targets.StatisticsOf(target, OutputWidth);
    }

    /// <summary>Returns the number of examples of each class.</summary>
    /// <returns>One count per class, in the order of <see cref="ClassNames"/>; empty for regression.</returns>
    public IReadOnlyList<int> CountPerClass()
    {
        var counts = new int[ClassNames.Count];
        foreach (int label in labels)
            counts[label]++;
        return counts;
    }

    /// <summary>Returns one line with the name, the number of examples, their shape and the kind of target.</summary>
    public override string ToString() =>
        $"{Name}: {Count} examples of [{string.Join(", ", ExampleShape)}], "
        + (IsClassification ? $"{ClassNames.Count} classes" : $"{TargetNames.Count} target{(TargetNames.Count == 1 ? "" : "s")}");

    /// <summary>Returns this set with information on the table that it was read from.</summary>
    internal Dataset With(TableSchema? schema, IReadOnlyList<string> notes) => new(this, features, labels, targets) { Schema = schema, ReadingNotes = notes };

    /// <summary>True if features have the default names x1, x2, …</summary>
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
