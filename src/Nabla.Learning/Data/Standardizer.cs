namespace Nabla.Learning;

/// <summary>
/// Shifts and scales numbers so that those it was fitted on have mean 0 and standard deviation 1: <c>(x − mean) / scale</c>. Fit it
/// on training data and apply it to every set. It computes in double; the standard deviation is that of the population (divided by n).
/// </summary>
public sealed class Standardizer
{
    private readonly double[] mean;
    private readonly double[] scale;

    /// <summary>A standardizer with known numbers, as read from a model file.</summary>
    /// <param name="mean">Subtracted: one number per column, or a single one for all columns.</param>
    /// <param name="scale">Divided by: as many positive numbers as <paramref name="mean"/> has.</param>
    /// <exception cref="ArgumentException">The counts differ or are 0, a number is not finite, or a scale is not positive.</exception>
    public Standardizer(ReadOnlySpan<double> mean, ReadOnlySpan<double> scale)
    {
        if (mean.IsEmpty || mean.Length != scale.Length)
            throw new ArgumentException($"A standardizer has as many means as scales, at least one: {mean.Length} and {scale.Length} given.");
        for (int i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]) || !double.IsFinite(scale[i]) || scale[i] <= 0)
            {
                throw new ArgumentException(
                    $"Column {i}: mean {NumberText.Of(mean[i])} and scale {NumberText.Of(scale[i])} must be finite, the scale above 0.");
            }
        }
        this.mean = mean.ToArray();
        this.scale = scale.ToArray();
        Mean = Array.AsReadOnly(this.mean);
        Scale = Array.AsReadOnly(this.scale);
    }

    /// <summary>Leaves every number as it is.</summary>
    public static Standardizer Identity { get; } = new([0.0], [1.0]);

    /// <summary>What is subtracted: one number per column, or a single one for all columns.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>What is divided by: as many numbers as <see cref="Mean"/> has, all above 0.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>A mean and standard deviation for each feature. A feature that is the same everywhere keeps scale 1.</summary>
    /// <param name="data">The training data.</param>
    /// <returns>A standardizer with <see cref="Dataset.Width"/> columns.</returns>
    public static Standardizer FitColumns(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return FitColumns(data.FeatureTable);
    }

    /// <summary>A mean and standard deviation for each column. A column that is the same everywhere keeps scale 1.</summary>
    /// <param name="values">Finite numbers, row-major [rows, <paramref name="width"/>], at least one row.</param>
    /// <param name="width">Number of columns, at least 1.</param>
    /// <returns>A standardizer with <paramref name="width"/> columns.</returns>
    /// <exception cref="ArgumentException">There are no whole rows, or a number is not finite.</exception>
    public static Standardizer FitColumns(ReadOnlySpan<float> values, int width)
    {
        CheckRows(values.Length, width);
        return FitColumns(new NumberTable(values.ToArray(), width));
    }

    private static Standardizer FitColumns(NumberTable values) => Fit(values, values.Width);

    private static Standardizer Fit(NumberTable values, int width)
    {
        var (mean, scale) = (new double[width], new double[width]);
        for (int column = 0; column < width; column++)
        {
            var statistics = values.StatisticsOf(column, width);
            mean[column] = statistics.Mean;
            // A column that is the same everywhere has nothing to be scaled by.
            scale[column] = statistics.StandardDeviation == 0 && statistics.Least == statistics.Most ? 1 : Math.Max(statistics.StandardDeviation, double.Epsilon);
        }
        return new Standardizer(mean, scale);
    }

    /// <summary>One mean and standard deviation over all features together, as for the pixels of images.</summary>
    /// <param name="data">The training data.</param>
    /// <returns>A standardizer with a single number each, for sets of any width.</returns>
    public static Standardizer FitWhole(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Fit(data.FeatureTable, 1);
    }

    /// <summary>A mean and standard deviation for each regression target; use <see cref="Undo"/> on what a network predicts.</summary>
    /// <param name="data">The training data, of a regression.</param>
    /// <returns>A standardizer with <see cref="Dataset.OutputWidth"/> columns.</returns>
    /// <exception cref="ArgumentException">The set is one for classification.</exception>
    public static Standardizer FitTargets(Dataset data)
    {
        CheckRegression(data);
        return FitColumns(data.TargetTable);
    }

    /// <summary>The set with standardized features.</summary>
    /// <param name="data">A set with as many features as this has columns.</param>
    /// <returns>A new set; labels or targets stay as they are.</returns>
    /// <exception cref="ArgumentException">The set has another number of features.</exception>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithFeatures(Apply(data.FeatureTable));
    }

    /// <summary>The set with standardized regression targets.</summary>
    /// <param name="data">A regression with as many targets as this has columns.</param>
    /// <returns>A new set; the features stay as they are.</returns>
    /// <exception cref="ArgumentException">The set is one for classification or has another number of targets.</exception>
    public Dataset ApplyToTargets(Dataset data)
    {
        CheckRegression(data);
        return data.WithTargets(Apply(data.TargetTable));
    }

    /// <summary>Standardizes rows of numbers: <c>(x − mean) / scale</c>.</summary>
    /// <param name="values">Row-major [rows, <paramref name="width"/>].</param>
    /// <param name="destination">Receives as many numbers; may be the same memory.</param>
    /// <param name="width">Number of columns.</param>
    /// <exception cref="ArgumentException">The widths or sizes do not fit.</exception>
    public void Apply(ReadOnlySpan<float> values, Span<float> destination, int width)
    {
        CheckSizes(values.Length, destination.Length, width);
        for (int i = 0; i < values.Length; i++)
            destination[i] = Standardized(values[i], i);
    }

    /// <summary>Standardizes rows of numbers: <c>(x − mean) / scale</c>.</summary>
    /// <inheritdoc cref="Apply(ReadOnlySpan{float}, Span{float}, int)"/>
    public void Apply(ReadOnlySpan<double> values, Span<float> destination, int width)
    {
        CheckSizes(values.Length, destination.Length, width);
        for (int i = 0; i < values.Length; i++)
            destination[i] = Standardized(values[i], i);
    }

    private float[] Apply(NumberTable values)
    {
        var standardized = HostMemory.Allocate<float>(values.Length, $"standardizing {values.Length} numbers");
        CheckSizes(values.Length, standardized.Length, values.Width);
        for (int i = 0; i < standardized.Length; i++)
            standardized[i] = Standardized(values[i], i);
        return standardized;
    }

    private float Standardized(double value, int index)
    {
        var (middle, size) = (mean[index % mean.Length], scale[index % mean.Length]);
        double difference = value - middle;
        // Numbers at the two ends of the range are further apart than any number is large.
        return (float)(double.IsFinite(difference) ? difference / size : value / size - middle / size);
    }

    /// <summary>Goes back from standardized rows to the numbers themselves, in float64: <c>x · scale + mean</c>.</summary>
    /// <param name="values">Row-major [rows, <paramref name="width"/>], standardized.</param>
    /// <param name="destination">Receives as many numbers.</param>
    /// <param name="width">Number of columns.</param>
    /// <exception cref="ArgumentException">The widths or sizes do not fit.</exception>
    public void Undo(ReadOnlySpan<float> values, Span<double> destination, int width)
    {
        CheckSizes(values.Length, destination.Length, width);
        for (int i = 0; i < values.Length; i++)
            destination[i] = values[i] * scale[i % mean.Length] + mean[i % mean.Length];
    }

    private static void CheckRegression(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsClassification)
            throw new ArgumentException($"{data.Name}: has class labels, not regression targets.", nameof(data));
    }

    private static void CheckRows(int length, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (length == 0 || length % width != 0)
            throw new ArgumentException($"{length} numbers do not make whole rows of {width}, at least one.");
    }

    private void CheckSizes(int length, int room, int width)
    {
        CheckRows(length, width);
        if (mean.Length != 1 && mean.Length != width)
            throw new ArgumentException($"The standardizer has {mean.Length} columns, the data {width}.");
        if (room != length)
            throw new ArgumentException($"{length} numbers need room for as many, not for {room}.");
    }
}
