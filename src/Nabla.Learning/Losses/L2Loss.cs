namespace Nabla.Learning;

/// <summary>Σₖ (yₖ − tₖ)²: least-squares regression.</summary>
public sealed class L2Loss : Loss
{
    /// <inheritdoc/>
    public override string Name => "l2";

    /// <inheritdoc/>
    public override bool FitsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor t, Tensor y) => (y - t).Square().Sum(1);
}
