namespace Nabla.Learning;

/// <summary>Joins all axes of an example: [batch, …] → [batch, n]. It turns images into rows for a linear layer.</summary>
public sealed class Flatten : Module
{
    /// <inheritdoc/>
    public override string TypeName => "flatten";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Rank >= 1
        ? x.Flatten(Math.Min(1, x.Rank - 1))
        : throw new ShapeException(TypeName, $"needs [batch, …], got {x.Shape}.", [x.Type]);
}
