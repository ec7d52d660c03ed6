namespace Nabla.Learning;

/// <summary>
/// −Σₖ {tₖ ln σ(yₖ) + (1 − tₖ) ln(1 − σ(yₖ))} from logits y: logistic regression, with a yes-or-no decision at every output.
/// </summary>
/// <remarks>Computed as t ln(1 + exp(−y)) + (1 − t) ln(1 + exp(y)), which is equal, never overflows and stays accurate near 0.</remarks>
public sealed class BinaryCrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "binary-cross-entropy";

    /// <inheritdoc/>
    public override string Description => "logistic regression";

    /// <summary>σ(y) of each output: the classes do not exclude each other.</summary>
    public override Tensor Probabilities(Tensor outputs) => outputs.Sigmoid();

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        // A term with weight 0 contributes 0, not 0 · ∞.
        var yes = Tensor.Where(Tensor.Equal(targets, 0) & Tensor.Equal(outputs, double.NegativeInfinity), 0, targets * (-outputs).Softplus());
        var no = Tensor.Where(Tensor.Equal(targets, 1) & Tensor.Equal(outputs, double.PositiveInfinity), 0, (1 - targets) * outputs.Softplus());
        return (yes + no).Sum(1);
    }

    /// <summary>σ(y) − t: as large as the error, however confident it is. Computed as (1 − t) σ(y) − t σ(−y), which stays accurate near 0.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => (1 - targets) * outputs.Sigmoid() - targets * (-outputs).Sigmoid();
}
