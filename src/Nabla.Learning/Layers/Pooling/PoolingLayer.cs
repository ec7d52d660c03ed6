namespace Nabla.Learning;

/// <summary>What the layers share that summarize windows of every channel, in one or two dimensions.</summary>
public abstract class PoolingLayer : Module
{
    /// <summary>Creates a layer.</summary>
    /// <param name="size">The window size.</param>
    /// <param name="stride">The distance between adjacent windows; by default the window size.</param>
    /// <param name="padding">The padding before and after, below the window size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    private protected PoolingLayer(Size2D size, Size2D? stride, Size2D? padding)
    {
        (Size, Stride, Padding) = (size, stride ?? size, padding ?? 0);
        Require(Math.Min(size.Rows, size.Columns) >= 1, nameof(size), size, "at least 1");
        Require(Math.Min(Stride.Rows, Stride.Columns) >= 1, nameof(stride), Stride, "at least 1");
        Require(Math.Min(Padding.Rows, Padding.Columns) >= 0, nameof(padding), Padding, "at least 0");
        Require(Padding.Rows < size.Rows && Padding.Columns < size.Columns, nameof(padding), Padding, "below the window size");
    }

    /// <summary>The window size.</summary>
    public Size2D Size { get; }

    /// <summary>The distance between adjacent windows.</summary>
    public Size2D Stride { get; }

    /// <summary>The padding before and after.</summary>
    public Size2D Padding { get; }

    /// <inheritdoc/>
    public override ModuleConfiguration Configuration
    {
        get
        {
            var configuration = new ModuleConfiguration();
            ConvolutionLayer.Add(configuration, "size", Size, null);
            ConvolutionLayer.Add(configuration, "stride", Stride, Size);
            ConvolutionLayer.Add(configuration, "padding", Padding, 0);
            return configuration;
        }
    }

    /// <summary>Creates a layer from its configuration.</summary>
    internal static T Create<T>(ModuleConfiguration c, Func<Size2D, Size2D?, Size2D?, T> create)
    {
        var size = ConvolutionLayer.SizeOf(c, "size");
        return create(size, ConvolutionLayer.SizeOf(c, "stride", size), ConvolutionLayer.SizeOf(c, "padding", 0));
    }

    private void Require(bool isRight, string name, Size2D value, string rule)
    {
        if (!isRight) throw new ArgumentOutOfRangeException(name, value, $"{TypeName}: the {name} must be {rule}.");
    }
}
