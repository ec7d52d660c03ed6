namespace Nabla.Learning;

/// <summary>Σₖ [1 − tₖ yₖ]₊ for targets −1 and 1: support vector classification, one class against the others at every output.</summary>
public sealed class HingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor t, Tensor y) => (1 - t * y).Relu().Sum(1);

    /// <summary>1 for the class and −1 for the others.</summary>
    public override Tensor Encode(Tensor labels, int classes, ElementType type = ElementType.Float32) => labels.OneHot(classes, type) * 2 - 1;
}
