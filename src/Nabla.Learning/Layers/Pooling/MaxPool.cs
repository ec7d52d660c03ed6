namespace Nabla.Learning;

/// <summary>The maximum of every window (<see cref="Tensor.MaxPool"/>): [batch, channels, height, width] or [batch, channels, length].</summary>
public sealed class MaxPool : PoolingLayer
{
    /// <inheritdoc cref="PoolingLayer(Size2D, Size2D?, Size2D?)"/>
    public MaxPool(Size2D size, Size2D? stride = null, Size2D? padding = null)
        : base(size, stride, padding)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "max-pool";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.MaxPool(Size, Stride, Padding);
}
