using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>
/// The products of few output channels, as in depthwise convolutions: a micro-kernel has no rows to share what would be unfolded, so taps read the image
/// itself.
/// </summary>
internal static unsafe class DirectConvolution
{
    /// <summary>Up to this many output channels of a group.</summary>
    public const int MostOutputs = 4;

    private const int LineBytes = 64;

    /// <summary>
    /// y[line, column] = Σ_k weights[k] · image[offsets[k] + line · pitch + column]. Each element is one chain of additions, so the vector width does not
    /// change the result.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="offsets">The byte offset of each tap in the image.</param>
    /// <param name="weights">The weight of each tap.</param>
    /// <param name="depth">The number of taps over all channels.</param>
    /// <param name="pitch">The distance between lines of the image.</param>
    /// <param name="y">The result, contiguous.</param>
    /// <param name="lines">The number of its lines.</param>
    /// <param name="columns">The number of its columns.</param>
    /// <param name="width">The vector width in bits; narrower vectors are used for shorter lines.</param>
    public static void Correlate<T>(T* image, int* offsets, T* weights, int depth, int pitch, T* y, int lines, int columns, int width)
        where T : unmanaged, INumber<T>
    {
        var bits = columns * sizeof(T) * 8;
        if (width >= 512 && bits >= 512) Correlate<T, Register512<T>, Vector512<T>>(image, offsets, weights, depth, pitch, y, lines, columns);
        else if (width >= 256 && bits >= 256) Correlate<T, Register256<T>, Vector256<T>>(image, offsets, weights, depth, pitch, y, lines, columns);
        else if (width >= 128 && bits >= 128 && PackedSimd.IsSupported)
            Correlate<T, RegisterPacked<T>, Vector128<T>>(image, offsets, weights, depth, pitch, y, lines, columns);
        else if (width >= 128 && bits >= 128) Correlate<T, Register128<T>, Vector128<T>>(image, offsets, weights, depth, pitch, y, lines, columns);
        else Correlate<T, RegisterScalar<T>, T>(image, offsets, weights, depth, pitch, y, lines, columns);
    }

    private static void Correlate<T, TRegister, TVector>(T* image, int* offsets, T* weights, int depth, int pitch, T* y, int lines, int columns)
        where T : unmanaged, INumber<T>
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        const int Together = 8;
        for (var start = 0; start < columns; start += TRegister.Count)
        {
            // The last vector overlaps the one before it, and computes the same numbers again.
            var column = Math.Min(start, columns - TRegister.Count);
            var line = 0;
            var (from, to) = ((nint)column, (nint)column);
            for (; line <= lines - Together; line += Together, from += Together * pitch, to += Together * columns)
                EightLines<T, TRegister, TVector>(image + from, offsets, weights, depth, pitch, y + to, columns);
            for (; line < lines; line++, from += pitch, to += columns) OneLine<T, TRegister, TVector>(image + from, offsets, weights, depth, y + to);
        }
    }

    /// <summary>One vector of each of eight lines, whose sums do not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightLines<T, TRegister, TVector>(T* image, int* offsets, T* weights, int depth, nint pitch, T* y, nint columns)
        where T : unmanaged, INumber<T>
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var zero = T.Zero;
        TVector r0 = TRegister.Repeat(&zero), r1 = r0, r2 = r0, r3 = r0, r4 = r0, r5 = r0, r6 = r0, r7 = r0;
        for (var k = 0; k < depth; k++)
        {
            var w = TRegister.Repeat(weights + k);
            var x = (T*)((byte*)image + offsets[k]);
            r0 = TRegister.MultiplyAdd(w, TRegister.Load(x), r0);
            r1 = TRegister.MultiplyAdd(w, TRegister.Load(x + pitch), r1);
            x += 2 * pitch;
            r2 = TRegister.MultiplyAdd(w, TRegister.Load(x), r2);
            r3 = TRegister.MultiplyAdd(w, TRegister.Load(x + pitch), r3);
            x += 2 * pitch;
            r4 = TRegister.MultiplyAdd(w, TRegister.Load(x), r4);
            r5 = TRegister.MultiplyAdd(w, TRegister.Load(x + pitch), r5);
            x += 2 * pitch;
            r6 = TRegister.MultiplyAdd(w, TRegister.Load(x), r6);
            r7 = TRegister.MultiplyAdd(w, TRegister.Load(x + pitch), r7);
        }

        TRegister.Store(r0, y);
        TRegister.Store(r1, y + columns);
        TRegister.Store(r2, y + 2 * columns);
        TRegister.Store(r3, y + 3 * columns);
        TRegister.Store(r4, y + 4 * columns);
        TRegister.Store(r5, y + 5 * columns);
        TRegister.Store(r6, y + 6 * columns);
        TRegister.Store(r7, y + 7 * columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneLine<T, TRegister, TVector>(T* image, int* offsets, T* weights, int depth, T* y)
        where T : unmanaged, INumber<T>
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var zero = T.Zero;
        var sum = TRegister.Repeat(&zero);
        for (var k = 0; k < depth; k++) sum = TRegister.MultiplyAdd(TRegister.Repeat(weights + k), TRegister.Load((T*)((byte*)image + offsets[k])), sum);
        TRegister.Store(sum, y);
    }

    /// <summary>The inner product of two rows, summed in lines of 64 bytes, each lane separately: the vector width does not change the result.</summary>
    public static T Dot<T>(T* x, T* y, int length, int width)
        where T : unmanaged, INumber<T>
    {
        if (width == 512) return Dot<T, Register512<T>, Vector512<T>>(x, y, length);
        if (width == 256) return Dot<T, Register256<T>, Vector256<T>>(x, y, length);
        if (width == 128 && PackedSimd.IsSupported) return Dot<T, RegisterPacked<T>, Vector128<T>>(x, y, length);
        return width == 128 ? Dot<T, Register128<T>, Vector128<T>>(x, y, length) : Dot<T, RegisterScalar<T>, T>(x, y, length);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Dot<T, TRegister, TVector>(T* x, T* y, int length)
        where T : unmanaged, INumber<T>
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        var (line, zero) = (LineBytes / sizeof(T), T.Zero);
        var end = length / line * line;
        var lanes = stackalloc T[line];
        for (var lane = 0; lane < line; lane += TRegister.Count)
        {
            TVector r0 = TRegister.Repeat(&zero), r1 = r0, r2 = r0, r3 = r0;
            var i = lane;
            for (; i < end - 3 * line; i += 4 * line)
            {
                r0 = TRegister.MultiplyAdd(TRegister.Load(x + i), TRegister.Load(y + i), r0);
                r1 = TRegister.MultiplyAdd(TRegister.Load(x + i + line), TRegister.Load(y + i + line), r1);
                r2 = TRegister.MultiplyAdd(TRegister.Load(x + i + 2 * line), TRegister.Load(y + i + 2 * line), r2);
                r3 = TRegister.MultiplyAdd(TRegister.Load(x + i + 3 * line), TRegister.Load(y + i + 3 * line), r3);
            }

            for (; i < end; i += line) r0 = TRegister.MultiplyAdd(TRegister.Load(x + i), TRegister.Load(y + i), r0);
            TRegister.Store(TRegister.Add(TRegister.Add(r0, r1), TRegister.Add(r2, r3)), lanes + lane);
        }

        var sum = T.Zero;
        for (var i = end; i < length; i++) sum = T.MultiplyAddEstimate(x[i], y[i], sum);
        for (var half = line / 2; half > 0; half /= 2)
            for (var lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
        return sum + lanes[0];
    }
}
