namespace Nabla.Learning;

/// <summary>A nonlinearity g, applied elementwise.</summary>
public sealed class Activation : Module
{
    // g, and g′ as a formula in z and y = g(z) for the layer-by-layer algorithm. The formulas avoid differences such as 1 − y, which lose all digits where y
    // saturates.
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

    /// <summary>The names that <see cref="FromName"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Functions.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string TypeName { get; }

    /// <summary>max(0, x).</summary>
    public static Activation Relu() => new("relu");

    /// <summary>x if x > 0, otherwise 0.01 x.</summary>
    public static Activation LeakyRelu() => new("leaky-relu");

    /// <summary>x if x > 0, otherwise eˣ − 1.</summary>
    public static Activation Elu() => new("elu");

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

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => function(x);

    /// <summary>Returns g′(z) elementwise, by formula and without differentiating a graph. At kinks it agrees with reverse mode.</summary>
    public Tensor Derivative(Tensor z) => derivative(z, function(z));
}
