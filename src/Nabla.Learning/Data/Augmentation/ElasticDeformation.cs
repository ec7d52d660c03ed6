using System.Buffers;
using System.Numerics;

namespace Nabla.Learning;

/// <summary>
/// Deforms images like the tremor of a hand: every pixel moves by its own random displacement, and those of neighbors are similar (Simard, Steinkraus and
/// Platt 2003, "Best practices for convolutional neural networks applied to visual document analysis"). Displacements to the right and downward are α times
/// uniform random numbers from −1 to 1, smoothed by a Gaussian of standard deviation σ. In the middle of an image that is much larger than σ, the standard
/// deviation of a displacement is <c>α / (σ √(12 π))</c>: 1.4 pixels for the α = 34 and σ = 4 of the paper, for images of 29 x 29. The numbers outside the
/// image count as 0, so that displacements are smaller at the border.
/// </summary>
public sealed class ElasticDeformation : Augmentation
{
    private const double SmallestSigma = 0.1;
    private const double LargestSigma = 1000;

    private readonly double? fill;
    private readonly float[] kernel;

    /// <summary>Creates an augmentation.</summary>
    /// <param name="alpha">α, in pixels, at least 0.</param>
    /// <param name="sigma">σ, in pixels, from 0.1 to 1000.</param>
    /// <param name="fill">The value outside the image, in the units of the pixels; null for that of the nearest pixel of the border.</param>
    /// <exception cref="ArgumentOutOfRangeException">α or σ is out of bounds, or the value outside is not finite.</exception>
    public ElasticDeformation(double alpha = 34, double sigma = 4, double? fill = null)
    {
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw Bad(nameof(alpha), alpha, "alpha must be a finite number, at least 0");
        if (!(sigma is >= SmallestSigma and <= LargestSigma)) throw Bad(nameof(sigma), sigma, "sigma must be from 0.1 to 1000 pixels");
        if (fill is { } value && !double.IsFinite(value)) throw Bad(nameof(fill), value, "the value outside the image must be finite");
        (Alpha, Sigma, this.fill) = (alpha, sigma, fill);
        kernel = GaussianSmoothing.Kernel(sigma);
    }

    /// <summary>The factor of the smoothed random numbers, in pixels.</summary>
    public double Alpha { get; }

    /// <summary>The standard deviation of the Gaussian, in pixels.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public override void Apply<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, HostRandom random)
    {
        if (Alpha == 0)
        {
            source.CopyTo(destination);
            return;
        }
        var rented = ArrayPool<float>.Shared.Rent(2 * shape.PlaneSize);
        var right = rented.AsSpan(0, shape.PlaneSize);
        var down = rented.AsSpan(shape.PlaneSize, shape.PlaneSize);
        Displace(right, shape, random);
        Displace(down, shape, random);
        for (var channel = 0; channel < shape.Channels; channel++)
            Move(source.Slice(channel * shape.PlaneSize, shape.PlaneSize), destination.Slice(channel * shape.PlaneSize, shape.PlaneSize), shape, right, down);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Draws the displacements in one direction, divided by α.</summary>
    internal void Displace(Span<float> field, ImageShape shape, HostRandom random)
    {
        const float Unit = 1f / (1u << 31);
        foreach (ref var each in field) each = (int)random.NextUInt32() * Unit;
        GaussianSmoothing.Apply(field, shape.Height, shape.Width, kernel);
    }

    private void Move<T>(ReadOnlySpan<T> source, Span<T> destination, ImageShape shape, ReadOnlySpan<float> right, ReadOnlySpan<float> down)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sampler = new BilinearSampler<T>(source, shape.Height, shape.Width, fill);
        for (int y = 0, at = 0; y < shape.Height; y++)
            for (var x = 0; x < shape.Width; x++, at++)
                destination[at] = sampler.At(x + Alpha * right[at], y + Alpha * down[at]);
    }

    private static ArgumentOutOfRangeException Bad(string name, double value, string rule) => new(name, NumberText.Of(value), $"elastic: {rule}.");
}
