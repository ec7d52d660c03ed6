namespace Nabla.Learning;

/// <summary>
/// Σₖ |yₖ − tₖ|: median regression, the likelihood of Laplace-distributed errors. The best constant is the median. The derivative at y = t is
/// taken as 0.
/// </summary>
public sealed class AbsoluteErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "absolute-error";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["l1"];

    /// <inheritdoc/>
    public override string Description => "median regression";

    /// <inheritdoc/>
    public override bool IsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs - targets).Abs().Sum(1);

    /// <summary>sign(y − t).</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => (outputs - targets).Sign();
}
