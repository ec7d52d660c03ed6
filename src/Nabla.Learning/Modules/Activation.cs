namespace Nabla.Learning;

/// <summary>A nonlinearity g, applied to every number on its own.</summary>
public sealed class Activation : Module
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new(StringComparer.Ordinal)
    {
        ["relu"] = x => x.Relu(),
        ["tanh"] = x => x.Tanh(),
        ["sigmoid"] = x => x.Sigmoid(),
    };

    private readonly Func<Tensor, Tensor> function;

    private Activation(string name)
    {
        Kind = name;
        function = Functions[name];
    }

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Functions.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>max(0, x).</summary>
    public static Activation Relu() => new("relu");

    /// <summary>tanh(x).</summary>
    public static Activation Tanh() => new("tanh");

    /// <summary>1 / (1 + exp(−x)).</summary>
    public static Activation Sigmoid() => new("sigmoid");

    /// <summary>The nonlinearity of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Activation Named(string name) => Functions.ContainsKey(name)
        ? new(name)
        : throw new ArgumentException($"There is no nonlinearity '{name}'; there are {string.Join(", ", Names)}.", nameof(name));

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => function(x);
}
