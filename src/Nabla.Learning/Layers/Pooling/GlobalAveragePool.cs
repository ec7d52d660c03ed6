namespace Nabla.Learning;

/// <summary>The mean of every channel over all positions: [batch, channels, …] → [batch, channels].</summary>
public sealed class GlobalAveragePool : Module
{
    /// <inheritdoc/>
    public override string TypeName => "global-average-pool";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank < 3) throw new ShapeException(TypeName, $"needs [batch, channels, …], got {x.Shape}.", [x.Type]);
        return x.Mean([.. Enumerable.Range(2, x.Rank - 2)]);
    }
}
