namespace Nabla.Learning;

/// <summary>
/// NAdam (Dozat 2016): Adam with Nesterov momentum. The momentum of step t is μₜ = β₁ (1 − ½ 0.96^(t ψ)), and a step goes along
/// (μₜ₊₁ m / (1 − Πμ μₜ₊₁) + (1 − μₜ) g / (1 − Πμ)) / (√v̂ + ε).
/// </summary>
public sealed class NAdam : Optimizer
{
    private const double Base = 0.96;

    private readonly double beta1;
    private readonly double beta2;
    private readonly double epsilon;
    private readonly double momentumDecay;
    private readonly Variable[] mean;
    private readonly Variable[] square;
    private readonly Variable count;
    private readonly Variable product;
    private readonly Variable power2;
    private Tensor now = Tensor.Scalar(0.0);
    private Tensor next = Tensor.Scalar(0.0);

    /// <summary>Creates an optimizer for the given parameters.</summary>
    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">The fraction of the running mean of the gradient that is kept in a step.</param>
    /// <param name="beta2">The fraction of the running mean of its square that is kept in a step.</param>
    /// <param name="epsilon">ε, which keeps the division finite.</param>
    /// <param name="momentumDecay">ψ, the rate at which the momentum approaches β₁.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public NAdam(
        IReadOnlyList<Variable> parameters,
        double learningRate = 2e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double momentumDecay = 4e-3)
        : base(parameters, learningRate)
    {
        this.beta1 = Hyperparameter.Fraction(beta1, nameof(beta1));
        this.beta2 = Hyperparameter.Fraction(beta2, nameof(beta2));
        this.epsilon = Hyperparameter.Positive(epsilon, nameof(epsilon));
        this.momentumDecay = Hyperparameter.NotNegative(momentumDecay, nameof(momentumDecay));
        mean = StatePerParameter("mean");
        square = StatePerParameter("square");
        count = State("count", Tensor.Scalar(0.0));
        product = State("momentum-product", Tensor.Scalar(1.0));
        power2 = State("beta2-power", Tensor.Scalar(1.0));
    }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        count.Value = count.Value + 1;
        (now, next) = (Momentum(count.Value), Momentum(count.Value + 1));
        product.Value = product.Value * now;
        power2.Value = beta2 * power2.Value;
    }

    /// <inheritdoc/>
    protected override void Update(int index, Variable parameter, Tensor gradient)
    {
        var type = gradient.ElementType;
        var m = beta1 * mean[index].Value + (1 - beta1) * gradient;
        var v = beta2 * square[index].Value + (1 - beta2) * gradient.Square();
        mean[index].Value = m;
        square[index].Value = v;
        var rate = Rate(ElementType.Float64);
        var ofMean = (rate * next / (1 - product.Value * next)).To(type);
        var ofGradient = (rate * (1 - now) / (1 - product.Value)).To(type);
        var root = (v / (1 - power2.Value).To(type)).Sqrt() + epsilon;
        parameter.Value = parameter.Value - (ofMean * m + ofGradient * gradient) / root;
    }

    private Tensor Momentum(Tensor step) => beta1 * (1 - 0.5 * (step * (momentumDecay * Math.Log(Base))).Exp());
}
