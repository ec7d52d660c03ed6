namespace Nabla.Learning;

/// <summary>The fraction of examples whose class has the largest probability.</summary>
public sealed class Accuracy : ClassificationMetric
{
    private long right;
    private long count;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override double Value => right / (double)count;

    /// <inheritdoc/>
    public override void Reset() => (right, count) = (0, 0);

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        if (Largest(probabilities) == label) right++;
        count++;
    }
}
