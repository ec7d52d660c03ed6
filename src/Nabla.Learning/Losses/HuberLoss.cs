namespace Nabla.Learning;

/// <summary>
/// Σₖ of ½e² if the error e = yₖ − tₖ is at most 1 in magnitude, and |e| − ½ otherwise: robust regression (Huber 1964). Least squares for
/// small errors, absolute values for large ones, so the pull of an outlier is at most 1.
/// </summary>
public sealed class HuberLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override string Description => "robust regression";

    /// <inheritdoc/>
    public override bool IsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        // Avoids |e|, whose kink at 0 the loss does not have.
        var error = outputs - targets;
        var bounded = error.HardTanh();
        return (bounded * (error - 0.5 * bounded)).Sum(1);
    }

    /// <summary>max(−1, min(1, y − t)).</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => (outputs - targets).HardTanh();
}
