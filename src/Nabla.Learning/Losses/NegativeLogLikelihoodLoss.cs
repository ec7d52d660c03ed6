namespace Nabla.Learning;

/// <summary>−Σₖ tₖ yₖ for outputs that are logarithms of probabilities already, such as those of a network that ends in log-softmax.</summary>
public sealed class NegativeLogLikelihoodLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "negative-log-likelihood";

    /// <inheritdoc/>
    public override string Description => "classification by logarithms of probabilities";

    /// <inheritdoc/>
    public override Tensor Probabilities(Tensor outputs) => outputs.Exp();

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        // A class of probability 0 that is not the target counts as 0.
        var isNever = Tensor.Equal(targets, 0) & Tensor.Equal(outputs, double.NegativeInfinity);
        return -(targets * Tensor.Where(isNever, 0, outputs)).Sum(1);
    }

    /// <summary>−t.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => -targets;
}
