namespace Nabla.Learning;

/// <summary>
/// Adadelta (Zeiler 2012): s ← ρ s + (1 − ρ) g², Δ = √((u + ε) / (s + ε)) g, u ← ρ u + (1 − ρ) Δ², W ← W − η Δ. Steps have the unit of the parameters.
/// </summary>
public sealed class Adadelta : Optimizer
{
    private readonly double decay;
    private readonly double epsilon;
    private readonly Variable[] square;
    private readonly Variable[] change;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="decay">ρ, the fraction of the running means that is kept in a step.</param>
    /// <param name="epsilon">ε, which also sets the size of the first steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Adadelta(IReadOnlyList<Variable> parameters, double learningRate = 1, double decay = 0.9, double epsilon = 1e-6)
        : base(parameters, learningRate)
    {
        this.decay = Hyperparameter.Fraction(decay, nameof(decay));
        this.epsilon = Hyperparameter.Positive(epsilon, nameof(epsilon));
        square = StatePerParameter("square");
        change = StatePerParameter("change");
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var mean = decay * square[index].Value + (1 - decay) * gradient.Square();
        var step = ((change[index].Value + epsilon) / (mean + epsilon)).Sqrt() * gradient;
        square[index].Value = mean;
        change[index].Value = decay * change[index].Value + (1 - decay) * step.Square();
        parameter.Value = parameter.Value - Rate(gradient.ElementType) * step;
    }
}
