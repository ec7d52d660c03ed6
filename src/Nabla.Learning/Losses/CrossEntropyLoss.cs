namespace Nabla.Learning;

/// <summary>−Σₖ tₖ ln softmax(y)ₖ from logits y: multi-class probabilistic classification.</summary>
/// <remarks>
/// Computed from log-softmax, which subtracts the largest logit and takes a log-sum-exp, not as the logarithm of a softmax. The term is 0 where
/// tₖ is 0, even for a logit of −∞.
/// </remarks>
public sealed class CrossEntropyLoss : Loss
{
    private readonly double[]? classWeights;

    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">ε: a target becomes (1 − ε) t + ε / classes (Szegedy et al. 2016).</param>
    /// <param name="classWeights">The weight of the term of each class; the mean over a batch is weighted by that of the target. All equal if null.</param>
    /// <param name="ignoredClass">A class, or a mark such as −1, whose examples have no loss and do not count in the mean; none if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is not in [0, 1), or a weight is negative or not finite.</exception>
    public CrossEntropyLoss(double labelSmoothing = 0, IReadOnlyList<double>? classWeights = null, int? ignoredClass = null)
    {
        LabelSmoothing = Hyperparameter.Fraction(labelSmoothing, nameof(labelSmoothing));
        this.classWeights = classWeights is null ? null : [.. classWeights.Select(weight => Hyperparameter.NotNegative(weight, nameof(classWeights)))];
        IgnoredClass = ignoredClass;
    }

    /// <inheritdoc/>
    public override string Name => "cross-entropy";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["softmax"];

    /// <inheritdoc/>
    public override string Description => "multi-class probabilistic classification";

    /// <summary>ε.</summary>
    public double LabelSmoothing { get; }

    /// <summary>The weight of each class; null if all are equal.</summary>
    public IReadOnlyList<double>? ClassWeights => classWeights;

    /// <summary>The class whose examples have no loss; null if there is none.</summary>
    public int? IgnoredClass { get; }

    private bool IsPlain => LabelSmoothing == 0 && classWeights is null;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        if (LabelSmoothing > 0) targets = targets * (1 - LabelSmoothing) + targets.Sum([1], keepAxes: true) * (LabelSmoothing / outputs.Shape[1]);
        var terms = targets * Tensor.Where(Tensor.Equal(targets, 0), 0, outputs.LogSoftmax(1));
        return -(classWeights is null ? terms : terms * Weights(outputs)).Sum(1);
    }

    /// <summary>
    /// softmax(y) Σₖ tₖ − t, which is softmax(y) − t for targets that sum to 1. The derivatives of all outputs sum to 0; for a probability near 1,
    /// where the difference loses accuracy, the derivative is computed from the others.
    /// </summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets)
    {
        if (!IsPlain) return base.Derivative(outputs, targets);
        var p = outputs.Softmax(1);
        var isLikely = p > 0.5;
        var others = Tensor.Where(isLikely, 0, p * targets.Sum([1], keepAxes: true) - targets);
        return Tensor.Where(isLikely, -others.Sum([1], keepAxes: true), others);
    }

    /// <inheritdoc/>
    public override Tensor Encode(Tensor labels, int classes, ElementType type = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (IgnoredClass is not { } ignored) return base.Encode(labels, classes, type);
        var isIgnored = Tensor.Equal(labels, ignored);
        var encoded = base.Encode(Tensor.Where(isIgnored, 0, labels), classes, type);
        return Tensor.Where(isIgnored.Reshape((Shape)(int[])[.. labels.Shape, 1]).BroadcastTo(encoded.Shape), 0, encoded);
    }

    /// <summary>The mean, weighted by the class of each target. Examples without a target do not count.</summary>
    private protected override Tensor Average(Tensor losses, Tensor targets)
    {
        if (classWeights is null && IgnoredClass is null) return base.Average(losses, targets);
        var weights = (classWeights is null ? targets : targets * Weights(targets)).Sum();
        // Without any target, the loss is 0.
        return losses.Sum() / Tensor.Where(weights > 0, weights, 1);
    }

    private Tensor Weights(Tensor like)
    {
        if (classWeights!.Length == like.Shape[1]) return Tensor.From(classWeights).To(like.ElementType).BroadcastTo(like.Shape);
        throw new ShapeException(Name, $"there are {classWeights.Length} class weights for {like.Shape[1]} classes.", [like.Type]);
    }
}
