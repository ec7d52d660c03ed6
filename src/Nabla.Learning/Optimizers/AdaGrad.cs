namespace Nabla.Learning;

/// <summary>
/// AdaGrad (Duchi et al. 2011): s ← s + g², W ← W − η g / (√s + ε). Each parameter has a rate that falls with the gradients that it has seen.
/// </summary>
public sealed class AdaGrad : Optimizer
{
    private readonly double epsilon;
    private readonly Variable[] square;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AdaGrad(IReadOnlyList<Variable> parameters, double learningRate = 1e-2, double epsilon = 1e-10)
        : base(parameters, learningRate)
    {
        this.epsilon = Hyperparameter.Positive(epsilon, nameof(epsilon));
        square = StatePerParameter("square");
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var sum = square[index].Value + gradient.Square();
        square[index].Value = sum;
        parameter.Value = parameter.Value - Rate(gradient.ElementType) * gradient / (sum.Sqrt() + epsilon);
    }
}
