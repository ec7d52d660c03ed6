using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// Reductions of the middle axis of an [outer, count, inner] input to a contiguous [outer, inner]. Neighbors along the middle axis are a stride apart:
/// it is <c>inner</c>, or more where only some of the columns are reduced. Block sizes are fixed, so the bits of a result depend only on its column:
/// callers may split the outer and the inner axis among threads freely.
/// </summary>
internal static unsafe partial class RowReductions
{
    // Up to this length, blocked float32 sums lose almost nothing, and they are often part of compute-bound passes; longer ones are memory-bound.
    private const int ShortSum = 1024;

    /// <summary>Sums; 0 for an empty axis.</summary>
    public static void Sum<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T>
    {
        if (count <= ShortSum) BlockReduction<T, T, T, Addition<T>>.Reduce(input, output, outer, count, inner, stride);
        else Wide<T, Addition<T>, Addition<double>>(input, output, outer, count, inner, stride);
    }

    /// <summary>Sums of int32 in int64, which cannot overflow.</summary>
    public static void Sum(int* input, long* output, int outer, int count, int inner, nint stride) =>
        BlockReduction<int, long, long, Addition<long>>.Reduce(input, output, outer, count, inner, stride);

    /// <summary>Means; NaN for an empty axis. Intermediate sums do not overflow.</summary>
    public static void Mean<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T>
    {
        Wide<T, Averaging<T>, Averaging<double>>(input, output, outer, count, inner, stride);
        // Float32 sums fit float64; float64 sums must be scaled down instead.
        if (typeof(T) != typeof(double)) return;
        double* x = (double*)input, y = (double*)output;
        for (var i = 0L; i < (long)outer * inner; i++)
            if (!double.IsFinite(y[i])) y[i] = ScaledMean(x + (nint)(i / inner) * count * stride + (nint)(i % inner), count, stride);
    }

    /// <summary>Products; 1 for an empty axis.</summary>
    public static void Product<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T> => Wide<T, Multiplication<T>, Multiplication<double>>(input, output, outer, count, inner, stride);

    /// <summary>Products of int32 in int64.</summary>
    public static void Product(int* input, long* output, int outer, int count, int inner, nint stride) =>
        BlockReduction<int, long, long, Multiplication<long>>.Reduce(input, output, outer, count, inner, stride);

    /// <summary>Maxima; NaN if there is a NaN. The axis is not empty.</summary>
    public static void Maximum<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T> => BlockReduction<T, T, T, Larger<T>>.Reduce(input, output, outer, count, inner, stride);

    /// <summary>Minima; NaN if there is a NaN. The axis is not empty.</summary>
    public static void Minimum<T>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T> => BlockReduction<T, T, T, Smaller<T>>.Reduce(input, output, outer, count, inner, stride);

    /// <summary>Reduces float32 in float64, which has enough digits and range; other types in their own.</summary>
    private static void Wide<T, TReduction, TWide>(T* input, T* output, int outer, int count, int inner, nint stride)
        where T : unmanaged, INumber<T>
        where TReduction : struct, IReduction<T>
        where TWide : struct, IReduction<double>
    {
        if (typeof(T) == typeof(float)) BlockReduction<float, double, float, TWide>.Reduce((float*)input, (float*)output, outer, count, inner, stride);
        else BlockReduction<T, T, T, TReduction>.Reduce(input, output, outer, count, inner, stride);
    }

    /// <summary>The mean of elements whose sum overflows, computed at a scale of 2⁻³²: there are fewer than 2³² of them.</summary>
    private static double ScaledMean(double* x, int count, nint stride)
    {
        const double Scale = 1L << 32;
        var (scaled, mean) = (new double[count], 0.0);
        for (var i = 0; i < count; i++) scaled[i] = x[i * stride] / Scale;
        fixed (double* numbers = scaled) BlockReduction<double, double, double, Averaging<double>>.Reduce(numbers, &mean, 1, count, 1, 1);
        return mean * Scale;
    }
}
