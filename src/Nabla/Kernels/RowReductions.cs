using System.Numerics;

namespace Nabla.Kernels;

/// <summary>
/// Reductions of the middle axis of a contiguous [outer, count, inner] input to [outer, inner]. Blocks have fixed sizes, so a number's
/// bits depend on its column alone: callers may cut the outer axis among threads as they like.
/// </summary>
internal static unsafe partial class RowReductions
{
    /// <summary>Sums; 0 for an empty axis. For a million float32 numbers of one sign the relative error is below 1e-6.</summary>
    public static void Sum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, Addition<T>>.Reduce(input, output, outer, count, inner);

    /// <summary>Products; 1 for an empty axis.</summary>
    public static void Product<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, Multiplication<T>>.Reduce(input, output, outer, count, inner);

    /// <summary>Largest numbers, NaN where there is one. The axis is not empty.</summary>
    public static void Maximum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, Larger<T>>.Reduce(input, output, outer, count, inner);

    /// <summary>Smallest numbers, NaN where there is one. The axis is not empty.</summary>
    public static void Minimum<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T> => BlockReduction<T, Smaller<T>>.Reduce(input, output, outer, count, inner);
}
