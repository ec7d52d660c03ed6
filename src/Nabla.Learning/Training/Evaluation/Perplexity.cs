namespace Nabla.Learning;

/// <summary>
/// exp of the mean of −ln p, where p is the probability of the true class: the number of equally likely classes that would be as hard to guess.
/// </summary>
public sealed class Perplexity : ClassificationMetric
{
    private double sum;
    private long count;

    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override bool IsHigherBetter => false;

    /// <inheritdoc/>
    public override double Value => Math.Exp(sum / count);

    /// <inheritdoc/>
    public override void Reset() => (sum, count) = (0, 0);

    /// <inheritdoc/>
    protected override void Add(ReadOnlySpan<double> probabilities, int label)
    {
        sum -= Math.Log(probabilities[label]);
        count++;
    }
}
