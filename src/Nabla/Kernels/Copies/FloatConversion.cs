using System.Runtime.InteropServices;
using Nabla.Kernels;
using Nabla.Vectors;

namespace Nabla;

/// <summary>
/// Converts arrays between the floats that tensors compute with and the floats of 16 bits, float16 and bfloat16, which only store them. Every value of 16
/// bits is a float32. In the other direction a number becomes the nearest of 16 bits, ties to even, once.
/// </summary>
/// <remarks>
/// Subnormal numbers, signs of zero and infinities are kept. NaN stays NaN, becomes quiet, and keeps the part of its payload that fits. Numbers beyond the
/// largest finite one (65504 in float16, about 3.39 · 10³⁸ in bfloat16) become infinite when they are nearer to its successor. The bits are the same on all
/// machines and for all widths of vectors.
/// </remarks>
public static unsafe class FloatConversion
{
    private const int ChunkLength = 1024;

    /// <summary>Widens float16 to float32, exactly.</summary>
    /// <param name="source">Any number of elements.</param>
    /// <param name="target">As many elements, elsewhere in memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps.</exception>
    public static void FromFloat16(ReadOnlySpan<Half> source, Span<float> target) =>
        Widen<VectorFromFloat16>(MemoryMarshal.Cast<Half, ushort>(source), target);

    /// <summary>Widens bfloat16, given as bits, to float32, exactly.</summary>
    /// <param name="source">The bits of any number of elements: the high halves of float32.</param>
    /// <param name="target">As many elements, elsewhere in memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps.</exception>
    public static void FromBfloat16(ReadOnlySpan<ushort> source, Span<float> target) => Widen<VectorFromBfloat16>(source, target);

    /// <summary>Rounds float32 to the nearest float16, ties to even.</summary>
    /// <param name="source">Any number of elements.</param>
    /// <param name="target">As many elements, elsewhere in memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps.</exception>
    public static void ToFloat16(ReadOnlySpan<float> source, Span<Half> target) =>
        Narrow<VectorToFloat16>(source, MemoryMarshal.Cast<Half, ushort>(target));

    /// <summary>Rounds float32 to the bits of the nearest bfloat16, ties to even.</summary>
    /// <param name="source">Any number of elements.</param>
    /// <param name="target">As many elements, elsewhere in memory.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the memory overlaps.</exception>
    public static void ToBfloat16(ReadOnlySpan<float> source, Span<ushort> target) => Narrow<VectorToBfloat16>(source, target);

    /// <summary>Rounds float64 to the nearest float16, ties to even.</summary>
    /// <inheritdoc cref="ToFloat16(ReadOnlySpan{float}, Span{Half})"/>
    public static void ToFloat16(ReadOnlySpan<double> source, Span<Half> target) =>
        Narrow<VectorToFloat16>(source, MemoryMarshal.Cast<Half, ushort>(target));

    /// <summary>Rounds float64 to the bits of the nearest bfloat16, ties to even.</summary>
    /// <inheritdoc cref="ToBfloat16(ReadOnlySpan{float}, Span{ushort})"/>
    public static void ToBfloat16(ReadOnlySpan<double> source, Span<ushort> target) => Narrow<VectorToBfloat16>(source, target);

    private static void Widen<TFunction>(ReadOnlySpan<ushort> source, Span<float> target)
        where TFunction : struct, IVectorFunction
    {
        Require(source, target);
        fixed (ushort* from = source)
        fixed (float* to = target) HalfWidthLoop.Widen<TFunction>(from, to, source.Length, VectorWidth.Current);
    }

    private static void Narrow<TFunction>(ReadOnlySpan<float> source, Span<ushort> target)
        where TFunction : struct, IVectorFunction
    {
        Require(source, target);
        fixed (float* from = source)
        fixed (ushort* to = target) HalfWidthLoop.Narrow<TFunction>(from, to, source.Length, VectorWidth.Current);
    }

    private static void Narrow<TFunction>(ReadOnlySpan<double> source, Span<ushort> target)
        where TFunction : struct, IVectorFunction
    {
        Require(source, target);
        Span<float> chunk = stackalloc float[Math.Min(source.Length, ChunkLength)];
        while (source.Length > 0)
        {
            var length = Math.Min(source.Length, ChunkLength);
            for (var i = 0; i < length; i++) chunk[i] = RoundToOdd(source[i]);
            Narrow<TFunction>(chunk[..length], target[..length]);
            source = source[length..];
            target = target[length..];
        }
    }

    /// <summary>
    /// The float32 next to a float64 toward zero, with the last bit set unless both are equal. Rounding it again to far fewer digits gives what rounding the
    /// float64 once would give: a tie of the second rounding is one of the float64 too.
    /// </summary>
    private static float RoundToOdd(double number)
    {
        var nearest = (float)number;
        // Also for NaN, which the conversion made quiet.
        if (nearest == number || double.IsNaN(number)) return nearest;
        var bits = BitConverter.SingleToUInt32Bits(nearest);
        if (Math.Abs((double)nearest) > Math.Abs(number)) bits--;
        return BitConverter.UInt32BitsToSingle(bits | 1);
    }

    private static void Require<TSource, TTarget>(ReadOnlySpan<TSource> source, Span<TTarget> target)
        where TSource : unmanaged
        where TTarget : unmanaged
    {
        if (source.Length != target.Length)
            throw new ArgumentException($"The source has {source.Length} elements, and the target {target.Length}; both need the same length.", nameof(target));
        if (MemoryMarshal.AsBytes(source).Overlaps(MemoryMarshal.AsBytes(target)))
            throw new ArgumentException("The source and the target overlap; give a target elsewhere in memory.", nameof(target));
    }
}
