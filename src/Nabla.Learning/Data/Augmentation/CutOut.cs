using System.Globalization;

namespace Nabla.Learning;

/// <summary>
/// Covers a square at a random place of each image, in all channels (DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with
/// cutout"). As in the paper, the middle of the square is any pixel with the same probability, so that a part of the square may lie outside the image.
/// </summary>
public sealed class CutOut : Augmentation
{
    /// <summary>Creates an augmentation.</summary>
    /// <param name="size">The side of the square in pixels, at least 1 and less than the sides of the images.</param>
    /// <param name="fill">The value of the covered pixels, in the units of the pixels: 0, the mean of standardized images, as in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is below 1, or the value is not finite.</exception>
    public CutOut(int size, double fill = 0)
    {
        if (size < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size.ToString(CultureInfo.InvariantCulture), "cutout: the side of the square must be at least 1 pixel.");
        }
        if (!double.IsFinite(fill))
            throw new ArgumentOutOfRangeException(nameof(fill), NumberText.Of(fill), "cutout: the value of the covered pixels must be finite.");
        (Size, Fill) = (size, fill);
    }

    /// <summary>The side of the square in pixels.</summary>
    public int Size { get; }

    /// <summary>The value of the covered pixels.</summary>
    public double Fill { get; }

    /// <inheritdoc/>
    /// <exception cref="DataException">The images are not larger than the square.</exception>
    public override void Require(ImageShape shape)
    {
        if (Size < Math.Min(shape.Height, shape.Width)) return;
        throw new DataException($"a square of {Size} pixels covers images of {shape.Height} x {shape.Width}; take a smaller one.");
    }

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
    {
        source.CopyTo(destination);
        var (left, top) = (random.NextInt32(shape.Width) - Size / 2, random.NextInt32(shape.Height) - Size / 2);
        var (right, bottom) = (Math.Min(left + Size, shape.Width), Math.Min(top + Size, shape.Height));
        (left, top) = (Math.Max(left, 0), Math.Max(top, 0));
        var fill = T.CreateSaturating(Fill);
        for (var channel = 0; channel < shape.Channels; channel++)
            for (var y = top; y < bottom; y++)
                destination.Slice((channel * shape.Height + y) * shape.Width + left, right - left).Fill(fill);
    }
}
