using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// An immutable set of examples on the host: features row by row, and for each example either a class label or regression targets.
/// Every set holds at least one example, and only finite numbers.
/// </summary>
public sealed partial class DataSet
{
    private readonly float[] features;
    private readonly int[] labels;
    private readonly float[] targets;

    private DataSet(
        string name, float[] features, int[] exampleShape, IReadOnlyList<string>? featureNames,
        int[] labels, string[] classNames, float[] targets, string[] targetNames)
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

    /// <summary>What the set is called, for reports and error messages.</summary>
    public string Name { get; }

    /// <summary>Number of examples.</summary>
    public int Count { get; }

    /// <summary>Number of features per example: the product of <see cref="ExampleShape"/>.</summary>
    public int Width { get; }

    /// <summary>Shape of one example, such as [28, 28] for an image or [4] for a row of four numbers.</summary>
    public IReadOnlyList<int> ExampleShape { get; }

    /// <summary>All features, row-major [<see cref="Count"/>, <see cref="Width"/>].</summary>
    public ReadOnlyMemory<float> Features => features;

    /// <summary>Name of each feature, <see cref="Width"/> of them; "x1", "x2", … where the source had none.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>True when the examples carry class labels, false when they carry regression targets.</summary>
    public bool IsClassification => ClassNames.Count > 0;

    /// <summary>Class of each example, an index into <see cref="ClassNames"/>; empty for regression.</summary>
    public ReadOnlyMemory<int> Labels => labels;

    /// <summary>Name of each class; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Regression targets, row-major [<see cref="Count"/>, <see cref="OutputWidth"/>]; empty for classification.</summary>
    public ReadOnlyMemory<float> Targets => targets;

    /// <summary>Name of each target; empty for classification.</summary>
    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>How many numbers a network puts out per example: one per class, or one per target.</summary>
    public int OutputWidth => IsClassification ? ClassNames.Count : TargetNames.Count;

    /// <summary>The features of one example.</summary>
    /// <param name="row">0 to <see cref="Count"/> − 1.</param>
    /// <returns><see cref="Width"/> numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Example(int row)
    {
        CheckRow(row);
        return features.AsSpan(row * Width, Width);
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
        return targets.AsSpan(row * OutputWidth, OutputWidth);
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
