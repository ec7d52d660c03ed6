namespace Nabla.Learning;

/// <summary>
/// Adam (Kingma and Ba 2015): steps along m̂ / (√v̂ + ε), where m̂ and v̂ are running means of the gradient and its square, corrected for the bias from
/// starting at zero.
/// </summary>
/// <remarks>
/// Gradients are clipped to ±2⁶² (±2⁵¹⁰ in float64), because sums of larger squares overflow. ε is at least 2⁻⁷³/√(1 − β₂) (2⁻⁵³⁵/√(1 − β₂) in float64),
/// because squares of smaller gradients underflow. Gradients that small cause only small steps.
/// </remarks>
public class Adam : Optimizer
{
    private readonly double beta1;
    private readonly double beta2;
    private readonly double epsilon;
    private readonly Variable[] mean;
    private readonly Variable[] square;
    private readonly Variable power1;
    private readonly Variable power2;

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">The fraction of the running mean of the gradient that is kept in a step.</param>
    /// <param name="beta2">The fraction of the running mean of its square that is kept in a step.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Adam(
        IReadOnlyList<Variable> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
        : base(parameters, learningRate)
    {
        if (!(beta1 >= 0 && beta1 < 1)) throw new ArgumentOutOfRangeException(nameof(beta1), NumberText.Of(beta1), "beta1 must be at least 0 and below 1.");
        if (!(beta2 >= 0 && beta2 < 1)) throw new ArgumentOutOfRangeException(nameof(beta2), NumberText.Of(beta2), "beta2 must be at least 0 and below 1.");
        if (!((float)epsilon > 0 && float.IsFinite((float)epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), NumberText.Of(epsilon), "epsilon must be positive and finite, also in float32.");
        (this.beta1, this.beta2, this.epsilon) = (beta1, beta2, epsilon);
        mean = StatePerParameter("mean");
        square = StatePerParameter("square");
        // In float64, because 1 − βᵗ is small at first if β is close to 1.
        power1 = State("beta1-power", Tensor.Ones(Shape.Scalar, ElementType.Float64));
        power2 = State("beta2-power", Tensor.Ones(Shape.Scalar, ElementType.Float64));
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        power1.Value = beta1 * power1.Value;
        power2.Value = beta2 * power2.Value;
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var g = Squarable(gradient);
        var m = beta1 * mean[index].Value + (1 - beta1) * g;
        var v = beta2 * square[index].Value + (1 - beta2) * g.Square();
        mean[index].Value = m;
        square[index].Value = v;
        // m̂ / (√v̂ + ε), expanded by √(1 − β₂ᵗ): the scalar factors are computed once, which saves a division per weight.
        var scale = (1 - power2.Value).Sqrt();
        var rate = (Rate(ElementType.Float64) * scale / (1 - power1.Value)).To(gradient.ElementType);
        var step = rate * (m / (SquareOf(index, v).Sqrt() + (EpsilonOf(gradient.ElementType) * scale).To(gradient.ElementType)));
        parameter.Value = Start(parameter) - step;
    }

    /// <summary>Returns the running mean of the squared gradient that the step is divided by.</summary>
    private protected virtual Tensor SquareOf(int index, Tensor v) => v;

    /// <summary>Returns the value that the step starts from.</summary>
    private protected virtual Tensor Start(Variable parameter) => parameter.Value;

    /// <summary>Returns ε, but at least a multiple of the root of the smallest positive value of a type, which hides underflow in the running mean.</summary>
    private double EpsilonOf(ElementType type) =>
        Math.Max(epsilon, Math.ScaleB(1, type == ElementType.Float32 ? -73 : -535) / Math.Sqrt(1 - beta2));

    /// <summary>Returns the gradient, clipped so that its square is finite. Infinite and NaN elements become NaN.</summary>
    private static Tensor Squarable(Tensor g)
    {
        var most = Math.ScaleB(1, g.ElementType == ElementType.Float32 ? 62 : 510);
        return g.Clip(-most, most) + (g - g);
    }
}
