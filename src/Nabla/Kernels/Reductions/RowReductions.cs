using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// Reductions of the middle axis of a contiguous [outer, count, inner] input to [outer, inner]. Blocks have fixed sizes, so a number's
/// bits depend on its column alone: callers may cut the outer axis among threads as they like.
/// </summary>
internal static unsafe partial class RowReductions
{
    // Up to so many float32 numbers, sums in blocks lose next to nothing, and are often part of passes that wait for arithmetic; longer ones wait for memory.
    private const int ShortSum = 1024;

    /// <summary>Sums; 0 for an empty axis.</summary>
    public static void Sum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        if (count <= ShortSum) BlockReduction<T, T, T, Addition<T>>.Reduce(input, output, outer, count, inner);
        else Wide<T, Addition<T>, Addition<double>>(input, output, outer, count, inner);
    }

    /// <summary>Sums of int32 in int64, which hold as many as there can be.</summary>
    public static void Sum(int* input, long* output, int outer, int count, int inner) => BlockReduction<int, long, long, Addition<long>>.Reduce(input, output, outer, count, inner);

    /// <summary>Means; NaN for an empty axis. No sum overflows on the way.</summary>
    public static void Mean<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        Wide<T, Averaging<T>, Averaging<double>>(input, output, outer, count, inner);
        // Float32 has room in float64, which has none but a smaller scale.
        if (typeof(T) != typeof(double)) return;
        double* x = (double*)input, y = (double*)output;
        for (var i = 0L; i < (long)outer * inner; i++)
            if (!double.IsFinite(y[i])) y[i] = ScaledMean(x + i / inner * count * inner + i % inner, count, inner);
    }

    /// <summary>Products; 1 for an empty axis.</summary>
    public static void Product<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => Wide<T, Multiplication<T>, Multiplication<double>>(input, output, outer, count, inner);

    /// <summary>Products of int32 in int64.</summary>
    public static void Product(int* input, long* output, int outer, int count, int inner) =>
        BlockReduction<int, long, long, Multiplication<long>>.Reduce(input, output, outer, count, inner);

    /// <summary>Largest numbers, NaN where there is one. The axis is not empty.</summary>
    public static void Maximum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, T, T, Larger<T>>.Reduce(input, output, outer, count, inner);

    /// <summary>Smallest numbers, NaN where there is one. The axis is not empty.</summary>
    public static void Minimum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, T, T, Smaller<T>>.Reduce(input, output, outer, count, inner);

    /// <summary>Float32 in float64, where neither digits nor range run out on the way; other types in their own.</summary>
    private static void Wide<T, TReduction, TWide>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : struct, IReduction<T>
        where TWide : struct, IReduction<double>
    {
        if (typeof(T) == typeof(float)) BlockReduction<float, double, float, TWide>.Reduce((float*)input, (float*)output, outer, count, inner);
        else BlockReduction<T, T, T, TReduction>.Reduce(input, output, outer, count, inner);
    }

    /// <summary>The mean of numbers whose sum is too large, at 2⁻³² of their size: there are fewer than 2³² of them.</summary>
    private static double ScaledMean(double* x, int count, int inner)
    {
        const double Scale = 1L << 32;
        var (scaled, mean) = (new double[count], 0.0);
        for (var i = 0; i < count; i++) scaled[i] = x[(long)i * inner] / Scale;
        fixed (double* numbers = scaled) BlockReduction<double, double, double, Averaging<double>>.Reduce(numbers, &mean, 1, count, 1);
        return mean * Scale;
    }
}
