namespace Nabla.Learning;

/// <summary>The distribution of the initial weights of a layer.</summary>
public sealed class Initializer
{
    private readonly Func<int, int, double> standardDeviation;

    private Initializer(string name, Func<int, int, double> standardDeviation)
    {
        Name = name;
        this.standardDeviation = standardDeviation;
    }

    /// <summary>Normal with variance 2 / (in + out), which preserves the scale of signals and gradients in tanh-like layers (Glorot and Bengio 2010).</summary>
    public static Initializer Xavier { get; } = new("xavier", (inputs, outputs) => Math.Sqrt(2.0 / (inputs + outputs)));

    /// <summary>Normal with variance 2 / in, which compensates for the half that ReLU sets to zero (He et al. 2015).</summary>
    public static Initializer He { get; } = new("he", (inputs, _) => Math.Sqrt(2.0 / inputs));

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>Draws weights of shape [out, in].</summary>
    public Tensor Draw(int inputs, int outputs, Generator generator, ElementType type = ElementType.Float32)
    {
        var weights = generator.Normal([outputs, inputs], 0, standardDeviation(inputs, outputs), type);
        // When a model file is read, its weights replace these, and it may claim any size.
        return Architecture.IsReading ? weights : weights.Evaluate();
    }
}
