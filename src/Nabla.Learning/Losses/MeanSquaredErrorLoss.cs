namespace Nabla.Learning;

/// <summary>(1/K) Σₖ (yₖ − tₖ)²: the squared error averaged over the K outputs, so that its size does not depend on their number.</summary>
public sealed class MeanSquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean-squared-error";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases => ["mse"];

    /// <inheritdoc/>
    public override string Description => "least-squares regression";

    /// <inheritdoc/>
    public override bool IsRegression => true;

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets) => (outputs - targets).Square().Mean(1);

    /// <summary>2(y − t)/K.</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets) => (outputs - targets) * (2.0 / outputs.Shape[1]);
}
