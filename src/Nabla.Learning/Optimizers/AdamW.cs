namespace Nabla.Learning;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019): <see cref="Adam"/> with decoupled weight decay, which shrinks weights by the factor 1 − η · decay in every step.
/// Biases and other parameters with fewer than two axes do not decay.
/// </summary>
public sealed class AdamW : Adam
{
    private readonly double weightDecay;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">The fraction of the running mean of the gradient that is kept in a step.</param>
    /// <param name="beta2">The fraction of the running mean of its square that is kept in a step.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <param name="weightDecay">The rate at which weights shrink.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AdamW(
        IReadOnlyList<Variable> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0.01)
        : base(parameters, learningRate, beta1, beta2, epsilon)
    {
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay)))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), NumberText.Of(weightDecay), "The weight decay must be a finite number of at least 0.");
        this.weightDecay = weightDecay;
    }

    private protected override Tensor Start(Variable parameter) => weightDecay > 0 && parameter.Shape.Rank >= 2
        ? parameter.Value * (1 - Rate(ElementType.Float64, weightDecay)).To(parameter.Type.Element)
        : parameter.Value;
}
