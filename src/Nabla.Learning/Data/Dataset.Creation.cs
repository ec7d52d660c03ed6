using System.Globalization;

namespace Nabla.Learning;

public sealed partial class Dataset
{
    /// <summary>Creates a set of examples with class labels. The values are copied.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="features">Row-major [count, product of <paramref name="exampleShape"/>].</param>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="labels">The class of each example, an index into <paramref name="classNames"/>.</param>
    /// <param name="classNames">At least two different names.</param>
    /// <param name="featureNames">The name of each feature, or null for "x1", "x2", …</param>
    /// <returns>The set.</returns>
    /// <exception cref="DataException">The counts disagree, a label is out of range, or a value is not finite.</exception>
    public static Dataset ForClassification(
        string name, ReadOnlySpan<float> features, IReadOnlyList<int> exampleShape, ReadOnlySpan<int> labels,
        IReadOnlyList<string> classNames, IReadOnlyList<string>? featureNames = null) =>
        Adopt(name, Table(name, features.ToArray(), exampleShape), exampleShape, labels.ToArray(), classNames, featureNames);

    /// <summary>Creates a set of examples with regression targets. The values are copied.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="features">Row-major [count, product of <paramref name="exampleShape"/>].</param>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <param name="targets">Row-major [count, number of <paramref name="targetNames"/>].</param>
    /// <param name="targetNames">The name of each target, at least one.</param>
    /// <param name="featureNames">The name of each feature, or null for "x1", "x2", …</param>
    /// <returns>The set.</returns>
    /// <exception cref="DataException">The counts disagree, or a value is not finite.</exception>
    public static Dataset ForRegression(
        string name, ReadOnlySpan<float> features, IReadOnlyList<int> exampleShape, ReadOnlySpan<float> targets,
        IReadOnlyList<string> targetNames, IReadOnlyList<string>? featureNames = null) =>
        Adopt(
            name,
            Table(name, features.ToArray(), exampleShape),
            exampleShape,
            new NumberTable(targets.ToArray(), Math.Max(1, targetNames?.Count ?? 1)),
            targetNames!,
            featureNames);

    /// <summary>Returns an array of examples as a table.</summary>
    internal static NumberTable Table(string name, float[] features, IReadOnlyList<int> exampleShape) => new(features, WidthOf(name, exampleShape));

    /// <summary>Like <see cref="ForClassification"/>, but without copying: the caller must not write to the arrays again.</summary>
    internal static Dataset Adopt(
        string name, NumberTable features, IReadOnlyList<int> exampleShape, int[] labels, IReadOnlyList<string> classNames,
        IReadOnlyList<string>? featureNames = null)
    {
        int count = CheckFeatures(name, features, exampleShape, featureNames);
        CheckNames(name, "class", classNames);
        if (classNames.Count < 2)
            throw new DataException($"{name}: has {classNames.Count} class; a classifier needs at least two.");
        if (labels.Length != count)
            throw new DataException($"{name}: {count} examples but {labels.Length} labels.");
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)classNames.Count)
            {
                throw new DataException(
                    string.Create(CultureInfo.InvariantCulture, $"{name}: row {row}: label {labels[row]} is outside the classes 0 to {classNames.Count - 1}."));
            }
        }
        return new Dataset(name, features, [.. exampleShape], Frozen(featureNames), labels, [.. classNames], new NumberTable(Array.Empty<float>(), 1), []);
    }

    /// <summary>Like <see cref="ForRegression"/>, but without copying: the caller must not write to the arrays again.</summary>
    internal static Dataset Adopt(
        string name, NumberTable features, IReadOnlyList<int> exampleShape, NumberTable targets, IReadOnlyList<string> targetNames,
        IReadOnlyList<string>? featureNames = null)
    {
        int count = CheckFeatures(name, features, exampleShape, featureNames);
        CheckNames(name, "target", targetNames);
        if (targetNames.Count == 0)
            throw new DataException($"{name}: has no target.");
        if (targets.Length != (long)count * targetNames.Count)
        {
            throw new DataException(
                $"{name}: {count} examples with {targetNames.Count} targets each need {(long)count * targetNames.Count} numbers, "
                + $"not {targets.Length}.");
        }
        CheckFinite(name, "target", targets, targetNames.Count);
        return new Dataset(name, features, [.. exampleShape], Frozen(featureNames), [], [], targets, [.. targetNames]);
    }

    private static int CheckFeatures(
        string name, NumberTable features, IReadOnlyList<int> exampleShape, IReadOnlyList<string>? featureNames)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        int width = WidthOf(name, exampleShape);
        if (features.Length == 0)
            throw new DataException($"{name}: holds no examples.");
        if (features.Length % width != 0)
        {
            throw new DataException(
                $"{name}: {features.Length} numbers do not make up whole examples of [{string.Join(", ", exampleShape)}] ({width} each).");
        }
        if (featureNames is not null)
        {
            CheckNames(name, "feature", featureNames);
            if (featureNames.Count != width)
                throw new DataException($"{name}: {width} features but {featureNames.Count} feature names.");
        }
        CheckFinite(name, "feature", features, width);
        return features.Length / width;
    }

    private static int WidthOf(string name, IReadOnlyList<int> exampleShape)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        long width = exampleShape.Count == 0 ? 0 : 1;
        foreach (int size in exampleShape)
            width = size < 1 || width > int.MaxValue ? 0 : width * size;
        if (width is < 1 or > int.MaxValue)
        {
            throw new DataException(
                $"{name}: [{string.Join(", ", exampleShape)}] is not a valid example shape: sizes must be at least 1 and their product an int.");
        }
        return (int)width;
    }

    private static void CheckNames(string name, string kind, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string each in names)
        {
            if (string.IsNullOrWhiteSpace(each))
                throw new DataException($"{name}: {kind} {seen.Count} has no name.");
            if (!seen.Add(each))
                throw new DataException($"{name}: two {kind} names are '{each}'.");
        }
    }

    private static void CheckFinite(string name, string kind, NumberTable values, int width)
    {
        int i = values.FirstNotFinite();
        if (i >= 0) throw new DataException($"{name}: row {i / width}, {kind} {i % width}: {NumberText.Of(values[i])} is not a finite number.");
    }

    private static IReadOnlyList<string>? Frozen(IReadOnlyList<string>? names) =>
        names is null ? null : Array.AsReadOnly(names.ToArray());
}
