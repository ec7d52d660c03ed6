namespace Nabla.Learning;

/// <summary>
/// Sets elements to 0 with probability p in training, and divides the others by 1 − p, so that the mean stays the same (Srivastava et al. 2014). The identity
/// in inference. Any shape.
/// </summary>
public sealed class Dropout : Module
{
    private readonly Generator generator;

    /// <summary>Creates a layer.</summary>
    /// <param name="probability">p, at least 0 and less than 1.</param>
    /// <param name="generator">The generator of the random masks.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Dropout(double probability, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), NumberText.Of(probability), "dropout: the probability must be at least 0 and less than 1.");
        }
        (Probability, this.generator) = (probability, Random("generator", generator));
    }

    /// <summary>p.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string TypeName => "dropout";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => new() { { "p", Probability } };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => IsTraining ? Drop(x, x.Shape) : x;

    /// <summary>Drops elements, or whole parts that share an element of a mask of the given shape.</summary>
    internal Tensor Drop(Tensor x, Shape mask)
    {
        if (Probability == 0) return x;
        var isKept = generator.Uniform(mask) >= Probability;
        return Tensor.Where(isKept.BroadcastTo(x.Shape), x / (1 - Probability), 0);
    }
}
