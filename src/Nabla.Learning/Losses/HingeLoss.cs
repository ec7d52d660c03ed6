namespace Nabla.Learning;

/// <summary>Σₖ [1 − tₖ yₖ]₊ for targets −1 and 1: support vector classification, one class against the rest at every output.</summary>
public sealed class HingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge";

    /// <inheritdoc/>
    public override string Description => "support vector classification";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => (1 - targets * outputs).Relu().Sum(1);

    /// <summary>−t where t y &lt; 1, else 0; NaN where t y is NaN.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets)
    {
        var margin = targets * outputs;
        return Tensor.Where(margin < 1, -targets, Tensor.Where(margin >= 1, 0, margin));
    }

    /// <summary>1 for the class and −1 for the others.</summary>
    public override Tensor Encode(Tensor labels, int classes, ElementType type = ElementType.Float32) => labels.OneHot(classes, type, Name) * 2 - 1;
}
