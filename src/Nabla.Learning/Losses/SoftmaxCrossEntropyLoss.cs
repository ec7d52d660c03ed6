namespace Nabla.Learning;

/// <summary>−Σₖ tₖ ln softmax(y)ₖ from logits y: multi-class probabilistic classification.</summary>
/// <remarks>
/// Computed as (Σₖ tₖ) ln Σⱼ exp(yⱼ) − Σₖ tₖ yₖ with a log-sum-exp that subtracts the largest logit: never softmax first and its logarithm then.
/// </remarks>
public sealed class SoftmaxCrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor t, Tensor y) => t.Sum(1) * y.LogSumExp(1) - (t * y).Sum(1);
}
