namespace Nabla.Learning;

/// <summary>The maximum of every channel over all positions: [batch, channels, …] → [batch, channels].</summary>
public sealed class GlobalMaxPool : Module
{
    /// <inheritdoc/>
    public override string TypeName => "global-max-pool";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < 3) throw new ShapeException(TypeName, $"needs [batch, channels, …], got {x.Shape}.", [x.Type]);
        return x.Max([.. Enumerable.Range(2, x.Rank - 2)]);
    }
}
