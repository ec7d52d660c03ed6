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
    public override string Meaning => "logistic regression";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor y, Tensor t)
    {
        // A term with weight 0 contributes 0, not 0 · ∞.
        var yes = Tensor.Where(Tensor.Equal(t, 0) & Tensor.Equal(y, double.NegativeInfinity), 0, t * (-y).Softplus());
        var no = Tensor.Where(Tensor.Equal(t, 1) & Tensor.Equal(y, double.PositiveInfinity), 0, (1 - t) * y.Softplus());
        return (yes + no).Sum(1);
    }

    /// <summary>σ(y) − t: as large as the error, however confident it is. Computed as (1 − t) σ(y) − t σ(−y), which stays accurate near 0.</summary>
    public override Tensor Derivative(Tensor y, Tensor t) => (1 - t) * y.Sigmoid() - t * (-y).Sigmoid();
}
