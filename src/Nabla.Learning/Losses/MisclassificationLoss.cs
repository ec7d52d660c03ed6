namespace Nabla.Learning;

/// <summary>
/// The ideal misclassification error: the number of outputs on the wrong side of 0, for targets 0 and 1. Its derivative is 0 wherever it
/// exists, so it can evaluate but not train: it is not in <see cref="Loss.All"/>.
/// </summary>
public sealed class MisclassificationLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "misclassification";

    /// <inheritdoc/>
    public override string Meaning => "counting wrong outputs";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor y, Tensor t) => Tensor.NotEqual(t, (y > 0).To(y.ElementType)).To(y.ElementType).Sum(1);

    /// <summary>0.</summary>
    public override Tensor Derivative(Tensor y, Tensor t) => Tensor.Zeros(y.Shape, y.ElementType);
}
