namespace Nabla.Learning;

/// <summary>The mean of every window (<see cref="Tensor.AveragePool"/>): [batch, channels, height, width] or [batch, channels, length].</summary>
public sealed class AveragePool : PoolingLayer
{
    /// <inheritdoc cref="PoolingLayer(Size2D, Size2D?, Size2D?)"/>
    public AveragePool(Size2D size, Size2D? stride = null, Size2D? padding = null)
        : base(size, stride, padding)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "average-pool";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.AveragePool(Size, Stride, Padding);
}
