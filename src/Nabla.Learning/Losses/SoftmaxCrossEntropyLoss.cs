namespace Nabla.Learning;

/// <summary>−Σₖ tₖ ln softmax(y)ₖ from logits y: multi-class probabilistic classification.</summary>
/// <remarks>
/// Computed from log-softmax, which subtracts the largest logit and takes a log-sum-exp: never softmax first and its logarithm then.
/// </remarks>
public sealed class SoftmaxCrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor t, Tensor y) => -(t * y.LogSoftmax(1)).Sum(1);
}
