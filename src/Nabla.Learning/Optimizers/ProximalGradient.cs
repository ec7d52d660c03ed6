namespace Nabla.Learning;

/// <summary>
/// Proximal gradient descent for an objective plus λ Σ |w|: w ← S(w − η g) with S(v) = sign(v) · max(|v| − ηλ, 0), which makes weights exactly zero
/// (iterative soft thresholding; Daubechies, Defrise and De Mol 2004). With least squares, it computes the lasso.
/// </summary>
/// <remarks>Do not include λ Σ |w| in the differentiated objective. Biases and other parameters with fewer than two axes are not penalized.</remarks>
public sealed class ProximalGradient : Optimizer
{
    private readonly double strength;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η; less than 2 divided by the largest curvature of the objective.</param>
    /// <param name="strength">λ.</param>
    /// <exception cref="ArgumentOutOfRangeException">The strength or the learning rate is negative or not finite.</exception>
    public ProximalGradient(IReadOnlyList<Variable> parameters, double learningRate, double strength)
        : base(parameters, learningRate)
    {
        if (!(strength >= 0 && double.IsFinite(strength)))
            throw new ArgumentOutOfRangeException(nameof(strength), NumberText.Of(strength), "The strength must be a finite number of at least 0.");
        this.strength = strength;
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var moved = parameter.Value - Rate(gradient.ElementType) * gradient;
        parameter.Value = parameter.Shape.Rank < 2 ? moved : moved.Sign() * (moved.Abs() - Rate(gradient.ElementType, strength)).Relu();
    }
}
