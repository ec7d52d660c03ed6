using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Learning;

/// <summary>
/// A channel of an image as a function of real coordinates: pixels have whole ones, and values between them are interpolated in both directions. The value
/// outside is that of the nearest pixel of the border, or a given one.
/// </summary>
/// <param name="plane">The pixels, row by row.</param>
/// <param name="height">The number of rows.</param>
/// <param name="width">The number of columns.</param>
/// <param name="fill">The value outside; null for that of the nearest pixel.</param>
internal readonly ref struct BilinearSampler<T>(ReadOnlySpan<T> plane, int height, int width, double? fill)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<T> plane = plane;
    private readonly bool isFilled = fill is not null;
    private readonly T outside = T.CreateSaturating(fill ?? 0);

    /// <summary>The value at a column and a row, which may lie between pixels or outside the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T At(double x, double y)
    {
        if (isFilled) return Filled(x, y);
        x = Math.Clamp(x, 0, width - 1);
        y = Math.Clamp(y, 0, height - 1);
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, width - 1), Math.Min(top + 1, height - 1));
        var upper = plane.Slice(top * width, width);
        var lower = plane.Slice(bottom * width, width);
        return Mix(upper[left], upper[right], lower[left], lower[right], x - left, y - top);
    }

    // Next to the border, the image fades into the value outside within a pixel.
    private T Filled(double x, double y)
    {
        if (!(x > -1 && y > -1 && x < width && y < height)) return outside;
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        return Mix(Pixel(left, top), Pixel(left + 1, top), Pixel(left, top + 1), Pixel(left + 1, top + 1), x - left, y - top);
    }

    private T Pixel(int x, int y) => (uint)x < (uint)width && (uint)y < (uint)height ? plane[y * width + x] : outside;

    // Weights of 1 and 0 leave a pixel exactly as it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Mix(T upperLeft, T upperRight, T lowerLeft, T lowerRight, double x, double y)
    {
        var (right, bottom) = (T.CreateTruncating(x), T.CreateTruncating(y));
        var (left, top) = (T.One - right, T.One - bottom);
        return top * (left * upperLeft + right * upperRight) + bottom * (left * lowerLeft + right * lowerRight);
    }
}
