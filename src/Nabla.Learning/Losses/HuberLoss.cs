namespace Nabla.Learning;

/// <summary>
/// Σₖ of ½e² where the error e = yₖ − tₖ is at most 1, and |e| − ½ beyond: robust regression (Huber 1964). Least squares for small errors,
/// absolute values for large ones, so that no outlier pulls with more than 1.
/// </summary>
public sealed class HuberLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override string Meaning => "robust regression";

    /// <inheritdoc/>
    public override bool FitsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor t, Tensor y)
    {
        var size = (y - t).Abs();
        var bounded = Tensor.Minimum(size, Tensor.Ones([], size.ElementType));
        return (bounded * (size - 0.5 * bounded)).Sum(1);
    }

    /// <summary>max(−1, min(1, y − t)).</summary>
    public override Tensor Derivative(Tensor t, Tensor y) => (y - t).HardTanh();
}
