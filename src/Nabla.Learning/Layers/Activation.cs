namespace Nabla.Learning;

/// <summary>A nonlinearity g, applied to every number on its own.</summary>
public sealed class Activation : Module
{
    // g, and g′ as a formula in z and y = g(z): reverse mode does without it, the layer-by-layer algorithm does not. Where y is saturated, differences such as
    // 1 − y have lost their digits, so that none are taken.
    private static readonly Dictionary<string, (Func<Tensor, Tensor> Function, Func<Tensor, Tensor, Tensor> Derivative)> Functions = new(StringComparer.Ordinal)
    {
        ["elu"] = (z => z.Elu(), (z, _) => Tensor.Where(z > 0, 1, Tensor.Where(z > 0, 0, z).Exp())),
        ["gelu"] = (z => z.Gelu(), (z, _) => z.NormalCdf() + z * (z.Square() * -0.5).Exp() * (1 / Math.Sqrt(2 * Math.PI))),
        ["hard-tanh"] = (z => z.HardTanh(), (z, _) => (z.Abs() < 1).To(z.ElementType)),
        ["leaky-relu"] = (z => z.LeakyRelu(), (z, _) => Tensor.Where(z > 0, 1, Tensor.Full(z.Shape, 0.01, z.ElementType))),
        ["relu"] = (z => z.Relu(), (z, _) => (z > 0).To(z.ElementType)),
        ["sigmoid"] = (z => z.Sigmoid(), (z, y) => y * (-z).Sigmoid()),
        ["silu"] = (z => z.Silu(), (z, _) => z.Sigmoid() * (1 + z * (-z).Sigmoid())),
        ["softplus"] = (z => z.Softplus(), (z, _) => z.Sigmoid()),
        ["tanh"] = (z => z.Tanh(), (z, _) => z.Cosh().Reciprocal().Square()),
    };

    private readonly Func<Tensor, Tensor> function;
    private readonly Func<Tensor, Tensor, Tensor> derivative;

    private Activation(string name)
    {
        TypeName = name;
        (function, derivative) = Functions[name];
    }

    /// <summary>The names that <see cref="FromName"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Functions.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string TypeName { get; }

    /// <summary>max(0, x).</summary>
    public static Activation Relu() => new("relu");

    /// <summary>x where it is positive, else 0.01 x.</summary>
    public static Activation LeakyRelu() => new("leaky-relu");

    /// <summary>x where it is positive, else eˣ − 1.</summary>
    public static Activation Elu() => new("elu");

    /// <summary>x Φ(x), with the normal distribution function Φ.</summary>
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

    /// <summary>The nonlinearity of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Activation FromName(string name) => Functions.ContainsKey(name)
        ? new(name)
        : throw new ArgumentException($"There is no nonlinearity '{name}'; there are {string.Join(", ", Names)}.", nameof(name));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => function(x);

    /// <summary>g′(z) at every position, as a formula: no graph is differentiated. At a kink it is what reverse mode gives.</summary>
    public Tensor Derivative(Tensor z) => derivative(z, function(z));
}
