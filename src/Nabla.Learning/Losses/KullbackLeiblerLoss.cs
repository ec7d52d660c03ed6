namespace Nabla.Learning;

/// <summary>
/// Σₖ tₖ (ln tₖ − ln softmax(y)ₖ), the Kullback–Leibler divergence of distributions t from the network's: cross-entropy less the entropy of the targets. 0
/// terms where tₖ is 0.
/// </summary>
public sealed class KullbackLeiblerLoss : Loss
{
    private static readonly CrossEntropyLoss Entropy = new();

    /// <inheritdoc/>
    public override string Name => "kl-divergence";

    /// <inheritdoc/>
    public override string Description => "learning of distributions";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        var isOn = targets > 0;
        return (targets * Tensor.Where(isOn, Tensor.Where(isOn, targets, 1).Log() - outputs.LogSoftmax(1), 0)).Sum(1);
    }

    /// <summary>That of cross-entropy: the entropy of the targets does not depend on the outputs.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => Entropy.Derivative(outputs, targets);
}
