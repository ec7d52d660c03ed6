namespace Nabla.Learning;

/// <summary>Σ |w|: it drives weights to zero. With least squares it is lasso regression, for which <see cref="ProximalGradient"/> finds the exact zeros.</summary>
public sealed class L1Regularizer : Regularizer
{
    /// <inheritdoc/>
    public override string Name => "l1";

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.Abs().Sum();

    /// <summary>sign(W), which is 0 at 0.</summary>
    public override Tensor Derivative(Tensor weight) => weight.Sign();
}
