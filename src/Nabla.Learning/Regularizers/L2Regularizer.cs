namespace Nabla.Learning;

/// <summary>‖W‖²: the squared Frobenius norm, also called weight decay. With least squares, it is ridge regression.</summary>
public sealed class L2Regularizer : Regularizer
{
    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override Tensor Penalty(Tensor weight) => weight.Square().Sum();

    /// <summary>2W.</summary>
    public override Tensor Derivative(Tensor weight) => 2 * weight;
}
