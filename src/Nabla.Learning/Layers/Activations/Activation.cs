namespace Nabla.Learning;

/// <summary>A nonlinearity g, applied elementwise.</summary>
public sealed class Activation : Module
{
    private const double SeluAlpha = 1.6732632423543772848;
    private const double SeluScale = 1.0507009873554804934;

    // g, and g′ as a formula in z and y = g(z) for the layer-by-layer algorithm. The formulas avoid differences such as 1 − y, which lose all digits where y
    // saturates.
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Function, Func<Tensor, Tensor, Tensor> Derivative)> Functions = new(StringComparer.Ordinal)
    {
        ["elu"] = (z => z.Elu(), (z, _) => Tensor.Where(z > 0, 1, Tensor.Where(z > 0, 0, z).Exp())),
        ["gelu"] = (z => z.Gelu(), (z, _) => z.NormalCdf() + z * (z.Square() * -0.5).Exp() * (1 / Math.Sqrt(2 * Math.PI))),
        ["hard-sigmoid"] = (HardSigmoid, (z, _) => (z.Abs() < 3).To(z.ElementType) / 6),
        ["hard-swish"] = (z => z * HardSigmoid(z), (z, _) => HardSigmoid(z) + z * (z.Abs() < 3).To(z.ElementType) / 6),
        ["hard-tanh"] = (z => z.HardTanh(), (z, _) => (z.Abs() < 1).To(z.ElementType)),
        ["leaky-relu"] = (z => z.LeakyRelu(), (z, _) => Tensor.Where(z > 0, 1, Tensor.Full(z.Shape, 0.01, z.ElementType))),
        ["log-sigmoid"] = (z => z.LogSigmoid(), (z, _) => (-z).Sigmoid()),
        ["mish"] = (z => z * z.Softplus().Tanh(), MishDerivative),
        ["relu"] = (z => z.Relu(), (z, _) => (z > 0).To(z.ElementType)),
        ["relu6"] = (z => Tensor.Where(z >= 6, 6, z.Relu()), (z, _) => ((z > 0) & (z < 6)).To(z.ElementType)),
        ["selu"] = (Selu, (z, _) => SeluScale * Tensor.Where(z > 0, 1, SeluAlpha * Tensor.Where(z > 0, 0, z).Exp())),
        ["sigmoid"] = (z => z.Sigmoid(), (z, y) => y * (-z).Sigmoid()),
        ["silu"] = (z => z.Silu(), (z, _) => z.Sigmoid() * (1 + z * (-z).Sigmoid())),
        ["softplus"] = (z => z.Softplus(), (z, _) => z.Sigmoid()),
        ["softsign"] = (z => z / (1 + z.Abs()), (z, _) => (1 + z.Abs()).Square().Reciprocal()),
        ["tanh"] = (z => z.Tanh(), (z, _) => z.Cosh().Reciprocal().Square()),
    };

    private readonly Func<Tensor, Tensor> function;
    private readonly Func<Tensor, Tensor, Tensor> derivative;

    private readonly (string Name, double Value)? parameter;

    private Activation(string name)
    {
        TypeName = name;
        (function, derivative) = Functions[name];
    }

    private Activation(
        string name, string parameter, double value, Func<Tensor, Tensor> function, Func<Tensor, Tensor, Tensor> derivative)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(parameter, NumberText.Of(value), $"{name}: the {parameter} must be a finite number.");
        (TypeName, this.parameter, this.function, this.derivative) = (name, (parameter, value), function, derivative);
    }

    /// <summary>The names that <see cref="FromName"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Functions.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string TypeName { get; }

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => parameter is { } given ? new() { { given.Name, given.Value } } : [];

    /// <summary>max(0, x).</summary>
    public static Activation Relu() => new("relu");

    /// <summary>x if x > 0, otherwise 0.01 x.</summary>
    public static Activation LeakyRelu() => new("leaky-relu");

    /// <summary>x if x > 0, otherwise <paramref name="slope"/> · x.</summary>
    public static Activation LeakyRelu(double slope) => slope == 0.01
        ? LeakyRelu()
        : new("leaky-relu", nameof(slope), slope, z => z.LeakyRelu(slope), (z, _) => Tensor.Where(z > 0, 1, Tensor.Full(z.Shape, slope, z.ElementType)));

    /// <summary>x if x > 0, otherwise eˣ − 1.</summary>
    public static Activation Elu() => new("elu");

    /// <summary>x if x > 0, otherwise <paramref name="alpha"/> · (eˣ − 1).</summary>
    public static Activation Elu(double alpha)
    {
        return alpha == 1 ? Elu() : new("elu", nameof(alpha), alpha, Function, (z, _) => Tensor.Where(z > 0, 1, alpha * Tensor.Where(z > 0, 0, z).Exp()));

        Tensor Function(Tensor z) => Tensor.Where(z > 0, z, alpha * Tensor.Where(z > 0, 0, z).ExpM1());
    }

    /// <summary>λ x if x > 0, otherwise λ α (eˣ − 1), with constants that keep mean 0 and variance 1 (Klambauer et al. 2017).</summary>
    public static Activation Selu() => new("selu");

    /// <summary>x tanh(softplus(x)) (Misra 2020).</summary>
    public static Activation Mish() => new("mish");

    /// <summary>x / (1 + |x|).</summary>
    public static Activation Softsign() => new("softsign");

    /// <summary>min(6, max(0, x)).</summary>
    public static Activation Relu6() => new("relu6");

    /// <summary>min(1, max(0, x / 6 + 1/2)).</summary>
    public static Activation HardSigmoid() => new("hard-sigmoid");

    /// <summary>x times the hard sigmoid of x (Howard et al. 2019).</summary>
    public static Activation HardSwish() => new("hard-swish");

    /// <summary>ln(1 / (1 + exp(−x))).</summary>
    public static Activation LogSigmoid() => new("log-sigmoid");

    /// <summary>x Φ(x), with the standard normal distribution function Φ.</summary>
    public static Activation Gelu() => new("gelu");

    /// <summary>x / (1 + exp(−x)), also called swish.</summary>
    public static Activation Silu() => new("silu");

    /// <summary>ln(1 + exp(x)).</summary>
    public static Activation Softplus() => new("softplus");

    /// <summary>tanh(x).</summary>
    public static Activation Tanh() => new("tanh");

    /// <summary>max(−1, min(1, x)).</summary>
    public static Activation HardTanh() => new("hard-tanh");

    /// <summary>1 / (1 + exp(−x)).</summary>
    public static Activation Sigmoid() => new("sigmoid");

    /// <summary>Returns the nonlinearity with the given name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the message lists the available ones.</exception>
    public static Activation FromName(string name) => Functions.ContainsKey(name)
        ? new(name)
        : throw new ArgumentException($"Unknown nonlinearity '{name}'; the nonlinearities are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Returns the nonlinearity of a configuration, which may have a parameter.</summary>
    internal static Activation FromConfiguration(string name, ModuleConfiguration c) => name switch
    {
        "leaky-relu" when c.Contains("slope") => LeakyRelu(c.GetDouble("slope")),
        "elu" when c.Contains("alpha") => Elu(c.GetDouble("alpha")),
        _ => FromName(name),
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => function(x);

    /// <summary>Returns g′(z) elementwise, by formula and without differentiating a graph. At kinks it agrees with reverse mode.</summary>
    public Tensor Derivative(Tensor z) => derivative(z, function(z));

    private static Tensor HardSigmoid(Tensor z) => (z / 3).HardTanh() / 2 + 0.5;

    private static Tensor Selu(Tensor z) => SeluScale * Tensor.Where(z > 0, z, SeluAlpha * Tensor.Where(z > 0, 0, z).ExpM1());

    private static Tensor MishDerivative(Tensor z, Tensor y)
    {
        // tanh(softplus(z)) + z σ(z) / cosh²(softplus(z)).
        var softplus = z.Softplus();
        return softplus.Tanh() + z * z.Sigmoid() * softplus.Cosh().Reciprocal().Square();
    }
}
