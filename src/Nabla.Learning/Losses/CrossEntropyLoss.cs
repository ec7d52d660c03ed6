namespace Nabla.Learning;

/// <summary>−Σₖ tₖ ln softmax(y)ₖ from logits y: multi-class probabilistic classification.</summary>
/// <remarks>
/// Computed from log-softmax, which subtracts the largest logit and takes a log-sum-exp, not as the logarithm of a softmax. The term is 0 where
/// tₖ is 0, even for a logit of −∞.
/// </remarks>
public sealed class CrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["softmax"];

    /// <inheritdoc/>
    public override string Description => "multi-class probabilistic classification";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => -(targets * Tensor.Where(Tensor.Equal(targets, 0), 0, outputs.LogSoftmax(1))).Sum(1);

    /// <summary>
    /// softmax(y) Σₖ tₖ − t, which is softmax(y) − t for targets that sum to 1. The derivatives of all outputs sum to 0; for a probability near 1,
    /// where the difference loses accuracy, the derivative is computed from the others.
    /// </summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets)
    {
        var p = outputs.Softmax(1);
        var isLikely = p > 0.5;
        var others = Tensor.Where(isLikely, 0, p * targets.Sum([1], keepAxes: true) - targets);
        return Tensor.Where(isLikely, -others.Sum([1], keepAxes: true), others);
    }
}
