namespace Nabla.Learning;

/// <summary>
/// Sets whole channels of [batch, channels, …] to 0 with probability p in training, and divides the others by 1 − p (Tompson et al. 2015). The identity in
/// inference.
/// </summary>
public sealed class Dropout2d : Module
{
    private readonly Dropout dropout;

    /// <inheritdoc cref="Dropout(double, Generator)"/>
    public Dropout2d(double probability, Generator generator)
    {
        dropout = new(probability, generator);
        Random("generator", generator);
    }

    /// <summary>p.</summary>
    public double Probability => dropout.Probability;

    /// <inheritdoc/>
    public override string TypeName => "dropout2d";

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration => dropout.Configuration;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < 3) throw new ShapeException(TypeName, $"needs [batch, channels, …], got {x.Shape}.", [x.Type]);
        return IsTraining ? dropout.Drop(x, (Shape)(int[])[x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]) : x;
    }
}
