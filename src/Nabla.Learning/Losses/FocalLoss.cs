namespace Nabla.Learning;

/// <summary>
/// −Σₖ tₖ (1 − pₖ)^γ ln pₖ with p = softmax(y): cross-entropy in which examples that are already right count less (Lin et al. 2017).
/// </summary>
public sealed class FocalLoss : Loss
{
    /// <summary>Creates a loss.</summary>
    /// <param name="gamma">γ, at least 0; 0 is cross-entropy.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is negative or not finite.</exception>
    public FocalLoss(double gamma = 2) => Gamma = Hyperparameter.NotNegative(gamma, nameof(gamma));

    /// <summary>γ.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override string Name => "focal";

    /// <inheritdoc/>
    public override string Description => "classification of rare classes";

    /// <inheritdoc/>
    public override Tensor PerExample(Tensor outputs, Tensor targets)
    {
        var log = Tensor.Where(Tensor.Equal(targets, 0), 0, outputs.LogSoftmax(1));
        // 1 − p = −expm1(ln p), accurate where p is near 1.
        if (Gamma == 0) return -(targets * log).Sum(1);
        return -(targets * Tensor.Power(-log.ExpM1(), Tensor.Full(log.Shape, Gamma, log.ElementType)) * log).Sum(1);
    }

    /// <summary>cᵢ − pᵢ Σₖ cₖ with cₖ = −tₖ (1 − pₖ)^(γ−1) (1 − pₖ − γ pₖ ln pₖ).</summary>
    public override Tensor Derivative(Tensor outputs, Tensor targets)
    {
        var log = outputs.LogSoftmax(1);
        var p = log.Exp();
        var rest = -log.ExpM1();
        var power = Gamma == 1 ? Tensor.Ones(log.Shape, log.ElementType) : Tensor.Power(rest, Tensor.Full(log.Shape, Gamma - 1, log.ElementType));
        var c = -targets * Tensor.Where(Tensor.Equal(targets, 0), 0, power * (rest - Gamma * p * log));
        return c - p * c.Sum([1], keepAxes: true);
    }
}
