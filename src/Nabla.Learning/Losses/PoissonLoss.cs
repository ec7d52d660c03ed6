namespace Nabla.Learning;

/// <summary>
/// Σₖ exp(yₖ) − tₖ yₖ: the negative log-likelihood of counts t with rates exp(y), less a term that does not depend on y.
/// </summary>
public sealed class PoissonLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "poisson";

    /// <inheritdoc/>
    public override string Description => "regression of counts";

    /// <inheritdoc/>
    public override bool IsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs.Exp() - targets * outputs).Sum(1);

    /// <summary>exp(y) − t.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => outputs.Exp() - targets;
}
