namespace Nabla.Learning;

/// <summary>
/// How far stated probabilities are from the frequencies that they claim (Guo et al. 2017): predictions are put into equal intervals of their largest
/// probability, and the distance between mean probability and accuracy is averaged over the examples.
/// </summary>
public sealed class CalibrationError : ClassificationMetric
{
    private readonly (long Count, double Confidence, long Right)[] bins;

    /// <summary>Creates a metric.</summary>
    /// <param name="bins">The number of intervals, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no interval.</exception>
    public CalibrationError(int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        this.bins = new (long, double, long)[bins];
    }

    /// <inheritdoc/>
    public override string Name => "calibration error";

    /// <inheritdoc/>
    public override bool IsHigherBetter => false;

    /// <inheritdoc/>
    public override double Value => bins.Sum(bin => bin.Count == 0 ? 0 : Math.Abs(bin.Right - bin.Confidence)) / bins.Sum(bin => bin.Count);

    /// <summary>For each interval the number of examples, their mean probability and their accuracy, to be drawn; NaN where there are none.</summary>
    public IReadOnlyList<(long Count, double Confidence, double Accuracy)> Bins =>
        [.. bins.Select(bin => (bin.Count, bin.Confidence / bin.Count, bin.Right / (double)bin.Count))];

    /// <inheritdoc/>
    public override void Reset() => Array.Clear(bins);

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        var predicted = Largest(probabilities);
        var confidence = probabilities[predicted];
        ref var bin = ref bins[double.IsNaN(confidence) ? 0 : (int)Math.Clamp(Math.Ceiling(confidence * bins.Length) - 1, 0, bins.Length - 1)];
        bin = (bin.Count + 1, bin.Confidence + confidence, bin.Right + (predicted == label ? 1 : 0));
    }
}
