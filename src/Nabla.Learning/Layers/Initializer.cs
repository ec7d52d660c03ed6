namespace Nabla.Learning;

/// <summary>How the weights of a layer are drawn at the start.</summary>
public sealed class Initializer
{
    private readonly Func<int, int, double> deviation;

    private Initializer(string name, Func<int, int, double> deviation)
    {
        Name = name;
        this.deviation = deviation;
    }

    /// <summary>Normal with variance 2 / (in + out), which keeps the size of signals and gradients through tanh-like layers (Glorot and Bengio 2010).</summary>
    public static Initializer Xavier { get; } = new("xavier", (inputs, outputs) => Math.Sqrt(2.0 / (inputs + outputs)));

    /// <summary>Normal with variance 2 / in, which makes up for the half that ReLU cuts off (He et al. 2015).</summary>
    public static Initializer He { get; } = new("he", (inputs, _) => Math.Sqrt(2.0 / inputs));

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>Weights of shape [out, in].</summary>
    public Tensor Draw(int inputs, int outputs, Generator generator, ElementType type = ElementType.Float32) =>
        generator.Normal([outputs, inputs], 0, deviation(inputs, outputs), type).Evaluate();
}
