using Nabla.Learning;

namespace Nabla.Tests.Learning.Data.Augmentation;

/// <summary>Images to augment.</summary>
internal static class TestImages
{
    public static float[] Random(ImageShape shape, long seed)
    {
        var random = new HostRandom(seed);
        var pixels = new float[shape.Channels * shape.PlaneSize];
        foreach (ref var pixel in pixels.AsSpan()) pixel = (float)random.NextNormal();
        return pixels;
    }

    /// <summary>An image with the given value at each column and row.</summary>
    public static double[] Of(int height, int width, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, height * width).Select(at => value(at % width, at / width))];

    public static Batch Batch(int count, ImageShape shape, long seed)
    {
        var pixels = Enumerable.Range(0, count).SelectMany(i => Random(shape, seed + i)).ToArray();
        int[] sizes = shape.Channels == 1 ? [count, shape.Height, shape.Width] : [count, shape.Channels, shape.Height, shape.Width];
        return new(Tensor.From(pixels, Shape.Create(sizes)), Tensor.From(new long[count]));
    }
}
