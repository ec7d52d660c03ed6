namespace Nabla.Learning;

/// <summary>The mean of |y − t| over all numbers.</summary>
public sealed class MeanAbsoluteError : RegressionMetric
{
    private double sum;
    private long count;

    /// <inheritdoc/>
    public override string Name => "mean absolute error";

    /// <inheritdoc/>
    public override bool IsHigherBetter => false;

    /// <inheritdoc/>
    public override double Value => sum / count;

    /// <inheritdoc/>
    public override void Reset() => (sum, count) = (0, 0);

    /// <inheritdoc/>
    protected override void Add(double prediction, double target, int column)
    {
        sum += Math.Abs(prediction - target);
        count++;
    }
}
