namespace Nabla.Learning;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012): s ← ρ s + (1 − ρ) g², v ← μ v + g / (√s + ε), W ← W − η v. Without momentum (μ = 0), v is the scaled gradient itself.
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly double decay;
    private readonly double epsilon;
    private readonly double momentum;
    private readonly Variable[] square;
    private readonly Variable[] velocity;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="decay">ρ, the fraction of the running mean of the squared gradient that is kept in a step.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <param name="momentum">μ, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public RmsProp(IReadOnlyList<Variable> parameters, double learningRate = 1e-3, double decay = 0.99, double epsilon = 1e-8, double momentum = 0)
        : base(parameters, learningRate)
    {
        this.decay = Hyperparameter.Fraction(decay, nameof(decay));
        this.epsilon = Hyperparameter.Positive(epsilon, nameof(epsilon));
        this.momentum = Hyperparameter.Fraction(momentum, nameof(momentum));
        square = StatePerParameter("square");
        velocity = momentum > 0 ? StatePerParameter("velocity") : [];
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var mean = decay * square[index].Value + (1 - decay) * gradient.Square();
        square[index].Value = mean;
        var step = gradient / (mean.Sqrt() + epsilon);
        if (momentum > 0) velocity[index].Value = step = momentum * velocity[index].Value + step;
        parameter.Value = parameter.Value - Rate(gradient.ElementType) * step;
    }
}
