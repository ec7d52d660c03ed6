namespace Nabla.Learning;

/// <summary>
/// Shifts and scales values, so that the data it was fitted to has mean 0 and standard deviation 1: <c>(x − mean) / scale</c>. Fit it to training data and
/// apply it to all sets. It computes in float64 and uses the population standard deviation (divided by n).
/// </summary>
public sealed class Standardizer
{
    private readonly double[] mean;
    private readonly double[] scale;

    /// <summary>Creates a standardizer with known parameters, such as from a model file.</summary>
    /// <param name="mean">The values to subtract: one per column, or a single one for all columns.</param>
    /// <param name="scale">The positive values to divide by, as many as in <paramref name="mean"/>.</param>
    /// <exception cref="ArgumentException">The counts differ or are 0, a value is not finite, or a scale is not positive.</exception>
    public Standardizer(ReadOnlySpan<double> mean, ReadOnlySpan<double> scale)
    {
        if (mean.IsEmpty || mean.Length != scale.Length)
            throw new ArgumentException($"A standardizer needs as many means as scales, at least one, but got {mean.Length} and {scale.Length}.");
        for (int i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]) || !double.IsFinite(scale[i]) || scale[i] <= 0)
            {
                throw new ArgumentException(
                    $"Column {i}: mean {NumberText.Of(mean[i])} and scale {NumberText.Of(scale[i])} must be finite, and the scale must be positive.");
            }
        }
        this.mean = mean.ToArray();
        this.scale = scale.ToArray();
        Mean = Array.AsReadOnly(this.mean);
        Scale = Array.AsReadOnly(this.scale);
    }

    /// <summary>True if missing values, which are NaN, are replaced by the mean.</summary>
    public bool FillsMissing { get; private init; }

    /// <summary>Returns a standardizer like this one that replaces missing values, which are NaN, by the mean.</summary>
    public Standardizer FillingMissing() => new(mean, scale) { FillsMissing = true };

    /// <summary>A standardizer that changes nothing.</summary>
    public static Standardizer Identity { get; } = new([0.0], [1.0]);

    /// <summary>The subtracted values: one per column, or a single one for all columns.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>The divisors, all positive: as many as in <see cref="Mean"/>.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>Fits a mean and standard deviation per feature. Constant features get scale 1.</summary>
    /// <param name="data">The training data.</param>
    /// <returns>A standardizer with <see cref="Dataset.Width"/> columns.</returns>
    public static Standardizer FitColumns(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return FitColumns(data.FeatureTable);
    }

    /// <summary>Fits a mean and standard deviation per column. Constant columns get scale 1.</summary>
    /// <param name="values">Finite values, row-major [rows, <paramref name="width"/>], with at least one row.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <returns>A standardizer with <paramref name="width"/> columns.</returns>
    /// <exception cref="ArgumentException">The values do not make up whole rows, or a value is not finite.</exception>
    public static Standardizer FitColumns(ReadOnlySpan<float> values, int width)
    {
        CheckRows(values.Length, width);
        return FitColumns(new NumberTable(values.ToArray(), width));
    }

    private static Standardizer FitColumns(NumberTable values) => values.MayLack ? Fit(values, values.Width).FillingMissing() : Fit(values, values.Width);

    private static Standardizer Fit(NumberTable values, int width)
    {
        var (mean, scale) = (new double[width], new double[width]);
        for (int column = 0; column < width; column++)
        {
            var statistics = values.StatisticsOf(column, width);
            mean[column] = statistics.Mean;
            // Constant columns get scale 1.
            scale[column] = statistics.StandardDeviation == 0 && statistics.Minimum == statistics.Maximum
                ? 1
                : Math.Max(statistics.StandardDeviation, double.Epsilon);
        }
        return new Standardizer(mean, scale);
    }

    /// <summary>Fits one mean and standard deviation over all features together, such as the pixels of images.</summary>
    /// <param name="data">The training data.</param>
    /// <returns>A standardizer with a single mean and scale, for sets of any width.</returns>
    public static Standardizer FitShared(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Fit(data.FeatureTable, 1);
    }

    /// <summary>Fits a mean and standard deviation per regression target. Use <see cref="InverseTransform"/> on the predictions of a network.</summary>
    /// <param name="data">The regression training data.</param>
    /// <returns>A standardizer with <see cref="Dataset.OutputWidth"/> columns.</returns>
    /// <exception cref="ArgumentException">The set is for classification.</exception>
    public static Standardizer FitTargets(Dataset data)
    {
        CheckRegression(data);
        return FitColumns(data.TargetTable);
    }

    /// <summary>Returns the set with standardized features.</summary>
    /// <param name="data">A set with as many features as this standardizer has columns.</param>
    /// <returns>A new set with unchanged labels or targets.</returns>
    /// <exception cref="ArgumentException">The set has a different number of features.</exception>
    public Dataset Transform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithFeatures(Transform(data.FeatureTable));
    }

    /// <summary>Returns the set with standardized regression targets.</summary>
    /// <param name="data">A regression set with as many targets as this standardizer has columns.</param>
    /// <returns>A new set with unchanged features.</returns>
    /// <exception cref="ArgumentException">The set is for classification or has a different number of targets.</exception>
    public Dataset TransformTargets(Dataset data)
    {
        CheckRegression(data);
        return data.WithTargets(Transform(data.TargetTable));
    }

    /// <summary>Standardizes rows of values: <c>(x − mean) / scale</c>.</summary>
    /// <param name="values">The values, row-major [rows, <paramref name="width"/>].</param>
    /// <param name="destination">Receives as many values; may be the same memory.</param>
    /// <param name="width">The number of columns.</param>
    /// <exception cref="ArgumentException">The widths or sizes do not fit.</exception>
    public void Transform(ReadOnlySpan<float> values, Span<float> destination, int width)
    {
        CheckSizes(values.Length, destination.Length, width);
        for (int i = 0; i < values.Length; i++)
            destination[i] = Standardized(values[i], i % mean.Length);
    }

    /// <summary>Standardizes rows of values: <c>(x − mean) / scale</c>.</summary>
    /// <inheritdoc cref="Transform(ReadOnlySpan{float}, Span{float}, int)"/>
    public void Transform(ReadOnlySpan<double> values, Span<float> destination, int width)
    {
        CheckSizes(values.Length, destination.Length, width);
        for (int i = 0; i < values.Length; i++)
            destination[i] = Standardized(values[i], i % mean.Length);
    }

    private float[] Transform(NumberTable values)
    {
        var standardized = HostMemory.Allocate<float>(values.Length, $"standardizing {values.Length} numbers");
        CheckSizes(values.Length, standardized.Length, values.Width);
        Chunks.For(standardized.Length, sizeof(float), (first, end) =>
        {
            int column = first % mean.Length;
            for (int i = first; i < end; i++)
            {
                standardized[i] = Standardized(values[i], column);
                if (++column == mean.Length) column = 0;
            }
        });
        return standardized;
    }

    private float Standardized(double value, int column)
    {
        var (middle, size) = (mean[column], scale[column]);
        // The mean of what is there.
        if (FillsMissing && double.IsNaN(value)) return 0;
        double difference = value - middle;
        // The difference of values at opposite ends of the range overflows.
        return (float)(double.IsFinite(difference) ? difference / size : value / size - middle / size);
    }

    /// <summary>Converts standardized rows back to the original scale, in float64: <c>x · scale + mean</c>.</summary>
    /// <param name="values">Standardized values, row-major [rows, <paramref name="width"/>].</param>
    /// <param name="destination">Receives as many values.</param>
    /// <param name="width">The number of columns.</param>
    /// <exception cref="ArgumentException">The widths or sizes do not fit.</exception>
    public void InverseTransform(ReadOnlySpan<float> values, Span<double> destination, int width)
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
            throw new ArgumentException($"{length} numbers do not make up whole rows of {width}, at least one.");
    }

    private void CheckSizes(int length, int room, int width)
    {
        CheckRows(length, width);
        if (mean.Length != 1 && mean.Length != width)
            throw new ArgumentException($"The standardizer has {mean.Length} columns, the data {width}.");
        if (room != length)
            throw new ArgumentException($"{length} numbers need a destination of the same size, not of {room}.");
    }
}
