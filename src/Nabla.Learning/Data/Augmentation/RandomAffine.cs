using System.Numerics;

namespace Nabla.Learning;

/// <summary>
/// Shifts, rotates and scales images at random, all in one step, about their center. Each image draws its own angle, factor and shift, uniformly from their
/// ranges; values between pixels are interpolated bilinearly.
/// </summary>
public sealed class RandomAffine : Augmentation
{
    private readonly double? fill;

    /// <summary>Creates an augmentation; a range of 0 turns its part off.</summary>
    /// <param name="shift">The largest shift in pixels, to either side and up or down.</param>
    /// <param name="rotate">The largest angle in degrees, from 0 to 180, in either direction.</param>
    /// <param name="scale">The largest relative change of size, at least 0 and below 1: 0.1 for factors from 0.9 to 1.1.</param>
    /// <param name="fill">
    /// The value outside the image, in the units of the pixels as they are when augmented, often standardized; null for that of the nearest pixel of the
    /// border, which is right for a background of any value.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A range is out of bounds, or the value outside is not finite.</exception>
    public RandomAffine(double shift = 0, double rotate = 0, double scale = 0, double? fill = null)
    {
        if (!(shift >= 0 && double.IsFinite(shift))) throw Bad(nameof(shift), shift, "the largest shift must be a number of pixels, at least 0");
        if (!(rotate is >= 0 and <= 180)) throw Bad(nameof(rotate), rotate, "the largest angle must be from 0 to 180 degrees");
        if (!(scale is >= 0 and < 1)) throw Bad(nameof(scale), scale, "the largest change of size must be at least 0 and below 1");
        if (fill is { } value && !double.IsFinite(value)) throw Bad(nameof(fill), value, "the value outside the image must be finite");
        (Shift, Rotate, Scale, this.fill) = (shift, rotate, scale, fill);
    }

    /// <summary>The largest shift in pixels.</summary>
    public double Shift { get; }

    /// <summary>The largest angle in degrees.</summary>
    public double Rotate { get; }

    /// <summary>The largest relative change of size.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    /// <exception cref="DataException">The images are too small for the shift: it could move everything out of them.</exception>
    public override void Require(ImageShape shape)
    {
        if (Shift < Math.Min(shape.Height, shape.Width)) return;
        throw new DataException(
            $"a shift of up to {NumberText.Of(Shift)} pixels moves images of {shape.Height} x {shape.Width} out of sight; take a smaller one.");
    }

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
    {
        var angle = Rotate * Math.PI / 180 * Symmetric(random);
        var factor = 1 + Scale * Symmetric(random);
        var (right, down) = (Shift * Symmetric(random), Shift * Symmetric(random));
        Transform(source, destination, shape, angle, factor, right, down, fill);
    }

    /// <summary>Rotates about the center, scales and shifts an image.</summary>
    /// <param name="source">The pixels.</param>
    /// <param name="destination">Receives the changed image.</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="angle">The angle in radians, counterclockwise as seen.</param>
    /// <param name="factor">The factor of the size.</param>
    /// <param name="right">The shift to the right, in pixels.</param>
    /// <param name="down">The shift downward, in pixels.</param>
    /// <param name="fill">The value outside; null for that of the nearest pixel.</param>
    internal static void Transform<T>(
        ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, double angle, double factor, double right, double down, double? fill)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if ((angle, factor, right, down) == (0, 1, 0, 0))
        {
            source.CopyTo(destination);
            return;
        }
        var (centerX, centerY) = ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0);
        // The way back, from a pixel of the result to where it comes from. Rows count downward, which turns the sense of rotation.
        var (sine, cosine) = Math.SinCos(angle);
        var (sx, sy) = (sine / factor, cosine / factor);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var sampler = new BilinearSampler<T>(source.Slice(channel * shape.PlaneSize, shape.PlaneSize), shape.Height, shape.Width, fill);
            var plane = destination.Slice(channel * shape.PlaneSize, shape.PlaneSize);
            for (var y = 0; y < shape.Height; y++)
            {
                var row = plane.Slice(y * shape.Width, shape.Width);
                var dy = y - centerY - down;
                for (var x = 0; x < row.Length; x++)
                {
                    var dx = x - centerX - right;
                    row[x] = sampler.At(centerX + sy * dx - sx * dy, centerY + sx * dx + sy * dy);
                }
            }
        }
    }

    /// <summary>A number from −1 to 1.</summary>
    private static double Symmetric(HostRandom random) => 2 * random.NextDouble() - 1;

    private static ArgumentOutOfRangeException Bad(string name, double value, string rule) => new(name, NumberText.Of(value), $"affine: {rule}.");
}
