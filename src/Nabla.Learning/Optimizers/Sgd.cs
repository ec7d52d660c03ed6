namespace Nabla.Learning;

/// <summary>
/// Stochastic gradient descent: W ← W − η v with v ← μ v + ∂E/∂W. Without momentum (μ = 0), v is the gradient itself. Nesterov's form steps along
/// ∂E/∂W + μ v instead: the gradient is taken where the momentum leads (Sutskever et al. 2013).
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly double momentum;
    private readonly bool isNesterov;
    private readonly Variable[] velocity;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ, from 0 up to but not including 1.</param>
    /// <param name="isNesterov">True for Nesterov's form, which needs momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum or the learning rate is out of range.</exception>
    public Sgd(IReadOnlyList<Variable> parameters, double learningRate, double momentum = 0, bool isNesterov = false)
        : base(parameters, learningRate)
    {
        if (!(momentum >= 0 && momentum < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), NumberText.Of(momentum), "The momentum must be at least 0 and below 1.");
        if (isNesterov && momentum == 0)
            throw new ArgumentOutOfRangeException(nameof(momentum), NumberText.Of(momentum), "Nesterov's form needs a momentum above 0.");
        (this.momentum, this.isNesterov) = (momentum, isNesterov);
        velocity = momentum > 0 ? StatePerParameter("velocity") : [];
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var step = gradient;
        if (momentum > 0) velocity[index].Value = step = momentum * velocity[index].Value + gradient;
        if (isNesterov) step = gradient + momentum * step;
        parameter.Value = parameter.Value - Rate(step.ElementType) * step;
    }
}
