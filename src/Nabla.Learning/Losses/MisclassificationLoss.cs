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
    public override string Description => "counting wrong outputs";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) =>
        Tensor.NotEqual(targets, (outputs > 0).To(outputs.ElementType)).To(outputs.ElementType).Sum(1);

    /// <summary>0.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => Tensor.Zeros(outputs.Shape, outputs.ElementType);
}
