namespace Nabla.Learning;

/// <summary>Σₖ (yₖ − tₖ)²: least-squares regression, the likelihood of normally distributed errors. The best constant is the mean.</summary>
public sealed class SquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "squared-error";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["l2"];

    /// <inheritdoc/>
    public override string Description => "least-squares regression";

    /// <inheritdoc/>
    public override bool IsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs - targets).Square().Sum(1);

    /// <summary>2(y − t).</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => 2 * (outputs - targets);
}
