using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// The fraction of examples whose class is among the k with the largest probabilities. Of equal probabilities, those of the first classes count.
/// </summary>
public sealed class TopKAccuracy : ClassificationMetric
{
    private readonly int k;
    private long right;
    private long count;

    /// <summary>Creates a metric.</summary>
    /// <param name="k">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        this.k = k;
    }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"top-{k} accuracy");

    /// <inheritdoc/>
    public override double Value => right / (double)count;

    /// <inheritdoc/>
    public override void Reset() => (right, count) = (0, 0);

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        var before = 0;
        for (var i = 0; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[label] || (i < label && probabilities[i] == probabilities[label])) before++;
        if (before < k && !double.IsNaN(probabilities[label])) right++;
        count++;
    }
}
