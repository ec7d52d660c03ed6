namespace Nabla.Learning;

/// <summary>
/// Adam (Kingma and Ba 2015): steps along m̂ / (√v̂ + ε), where m̂ and v̂ are running means of the gradient and of its square, freed of
/// their bias toward the zero they start from. Gradients beyond 2⁶², whose squares float32 cannot add up, count as 2⁶² (2⁵¹⁰ in float64); ε counts
/// as at least 2⁻⁷³/√(1 − β₂), since squares of what is below it vanish (2⁻⁵³⁵/√(1 − β₂) in float64): gradients that small move little. With weight decay it is
/// AdamW (Loshchilov and Hutter 2019): weights also shrink by η · decay in every step, apart from the gradient.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly double beta1;
    private readonly double beta2;
    private readonly double epsilon;
    private readonly double weightDecay;
    private readonly Variable[] mean;
    private readonly Variable[] square;
    private readonly Variable power1;
    private readonly Variable power2;

    /// <summary>An optimizer for the given parameters.</summary>
    /// <param name="parameters">What to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">How much of the running mean of the gradient is kept in a step.</param>
    /// <param name="beta2">How much of the running mean of its square is kept in a step.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <param name="weightDecay">How fast weights shrink; parameters with fewer than two axes (biases) do not.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(
        IReadOnlyList<Variable> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        if (!(beta1 >= 0 && beta1 < 1)) throw new ArgumentOutOfRangeException(nameof(beta1), NumberText.Of(beta1), "beta1 must be at least 0 and below 1.");
        if (!(beta2 >= 0 && beta2 < 1)) throw new ArgumentOutOfRangeException(nameof(beta2), NumberText.Of(beta2), "beta2 must be at least 0 and below 1.");
        if (!((float)epsilon > 0 && float.IsFinite((float)epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), NumberText.Of(epsilon), "epsilon must be positive and finite, as a float32 as well.");
        if (!(weightDecay >= 0 && double.IsFinite(weightDecay))) throw new ArgumentOutOfRangeException(nameof(weightDecay), NumberText.Of(weightDecay), "The weight decay must be a finite number of at least 0.");
        (this.beta1, this.beta2, this.epsilon, this.weightDecay) = (beta1, beta2, epsilon, weightDecay);
        mean = State(parameters, "mean");
        square = State(parameters, "square");
        // In float64: what is left of 1 − βᵗ at first is little where β is near to 1.
        power1 = new(Tensor.Ones(Shape.Scalar, ElementType.Float64), "beta1-power");
        power2 = new(Tensor.Ones(Shape.Scalar, ElementType.Float64), "beta2-power");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Variable Variable)> StateVariables =>
        [.. mean.Select((variable, i) => ($"{i}.mean", variable)), .. square.Select((variable, i) => ($"{i}.square", variable)), ("beta1-power", power1), ("beta2-power", power2)];

    private protected override void Advance()
    {
        power1.Value = beta1 * power1.Value;
        power2.Value = beta2 * power2.Value;
    }

    private protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var g = Squarable(gradient);
        var m = beta1 * mean[index].Value + (1 - beta1) * g;
        var v = beta2 * square[index].Value + (1 - beta2) * g.Square();
        mean[index].Value = m;
        square[index].Value = v;
        // m̂ / (√v̂ + ε) with both sides of the fraction times √(1 − β₂ᵗ): what is the same for all weights is computed once, and a division less for each.
        var scale = (1 - power2.Value).Sqrt();
        var rate = (Rate(ElementType.Float64) * scale / (1 - power1.Value)).To(gradient.ElementType);
        var step = rate * (m / (v.Sqrt() + (EpsilonOf(gradient.ElementType) * scale).To(gradient.ElementType)));
        var start = weightDecay > 0 && parameter.Shape.Rank >= 2 ? parameter.Value * (1 - Rate(ElementType.Float64, weightDecay)).To(gradient.ElementType) : parameter.Value;
        parameter.Value = start - step;
    }

    /// <summary>ε, and at least some times the root of the smallest number of a type: beside it a running mean of squares that has vanished does not count.</summary>
    private double EpsilonOf(ElementType type) =>
        Math.Max(epsilon, Math.ScaleB(1, type == ElementType.Float32 ? -73 : -535) / Math.Sqrt(1 - beta2));

    /// <summary>The gradient, of which numbers whose square would be infinite count as the largest whose square is not; those that are infinite or NaN make it NaN.</summary>
    private static Tensor Squarable(Tensor g)
    {
        var most = Math.ScaleB(1, g.ElementType == ElementType.Float32 ? 62 : 510);
        return g.Clip(-most, most) + (g - g);
    }
}
