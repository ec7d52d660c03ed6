namespace Nabla.Learning;

/// <summary>The shape of an image whose pixels are stored channel by channel, and row by row within a channel.</summary>
/// <param name="Channels">The number of channels: 1 for gray, 3 for colors.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>The number of pixels of a channel.</summary>
    public int PlaneSize => Height * Width;

    /// <summary>Returns the shape of an image from that of an example: [height, width] or [channels, height, width], none of them 0.</summary>
    /// <param name="name">The name of the examples in messages.</param>
    /// <param name="exampleShape">The shape of one example.</param>
    /// <exception cref="DataException">The example is not an image.</exception>
    public static ImageShape Of(string name, IReadOnlyList<int> exampleShape)
    {
        ArgumentNullException.ThrowIfNull(exampleShape);
        return exampleShape switch
        {
            [> 0 and var height, > 0 and var width] => new(1, height, width),
            [> 0 and var channels, > 0 and var height, > 0 and var width] => new(channels, height, width),
            _ => throw new DataException(
                $"{name}: augmentation is for images, [height, width] or [channels, height, width], but an example is [{string.Join(", ", exampleShape)}]."),
        };
    }
}
