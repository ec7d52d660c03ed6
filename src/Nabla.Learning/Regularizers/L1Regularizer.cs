namespace Nabla.Learning;

/// <summary>Σ |w|: drives weights to zero. With least squares, it is lasso regression; <see cref="ProximalGradient"/> finds its exact zeros.</summary>
public sealed class L1Regularizer : Regularizer
{
    /// <inheritdoc/>
    public override string Name => "l1";

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.Abs().Sum();

    /// <summary>sign(W), which is 0 at 0.</summary>
    public override Tensor Derivative(Tensor weight) => weight.Sign();
}
