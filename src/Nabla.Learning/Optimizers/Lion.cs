namespace Nabla.Learning;

/// <summary>
/// Lion (Chen et al. 2023): W ← W − η (sign(β₁ m + (1 − β₁) g) + decay · W), m ← β₂ m + (1 − β₂) g. All steps have the same size, so the rate is three to ten
/// times smaller than for <see cref="Adam"/>. Biases and other parameters with fewer than two axes do not decay.
/// </summary>
public sealed class Lion : Optimizer
{
    private readonly double beta1;
    private readonly double beta2;
    private readonly double weightDecay;
    private readonly Variable[] mean;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">The fraction of the running mean in the direction of a step.</param>
    /// <param name="beta2">The fraction of the running mean that is kept in a step.</param>
    /// <param name="weightDecay">The rate at which weights shrink.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Lion(IReadOnlyList<Variable> parameters, double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        this.beta1 = Hyperparameter.Fraction(beta1, nameof(beta1));
        this.beta2 = Hyperparameter.Fraction(beta2, nameof(beta2));
        this.weightDecay = Hyperparameter.NotNegative(weightDecay, nameof(weightDecay));
        mean = StatePerParameter("mean");
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var m = mean[index].Value;
        var step = (beta1 * m + (1 - beta1) * gradient).Sign();
        if (weightDecay > 0 && parameter.Shape.Rank >= 2) step += weightDecay * parameter.Value;
        mean[index].Value = beta2 * m + (1 - beta2) * gradient;
        parameter.Value = parameter.Value - Rate(gradient.ElementType) * step;
    }
}
