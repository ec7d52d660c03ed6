using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>The innermost loops of the matrix product: tiles of a few rows by two vectors, held in registers over the inner dimension.</summary>
/// <remarks>
/// Each element is a chain of multiply-adds in the order of the inner dimension, for every tile and width, so results do not depend on the
/// tiling. The sums must be locals of one method: the JIT keeps neither arrays nor fields in registers. The methods skip tiered compilation because
/// unoptimized vector code is a hundred times slower and short programs would run nothing else.
/// </remarks>
internal static unsafe partial class MicroKernel<T, TRegister, TVector>
    where T : unmanaged, INumber<T>
    where TRegister : struct, IRegister<T, TVector>
    where TVector : unmanaged
{
    /// <summary>Runs all rows of a strip, in the tallest tiles that fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in Strip<T> strip, int rows)
    {
        T* a = strip.A, c = strip.C;
        if (TRegister.HasMany)
        {
            for (; rows >= 12; rows -= 12, a += 12 * strip.Down, c += 12 * strip.Stride) TwelveRows(strip, a, c);
        }
        else
        {
            for (; rows >= 6; rows -= 6, a += 6 * strip.Down, c += 6 * strip.Stride) SixRows(strip, a, c);
        }

        for (; rows >= 4; rows -= 4, a += 4 * strip.Down, c += 4 * strip.Stride) FourRows(strip, a, c);
        for (; rows >= 2; rows -= 2, a += 2 * strip.Down, c += 2 * strip.Stride) TwoRows(strip, a, c);
        if (rows == 1) OneRow(strip, a, c);
    }

    /// <summary>Uses 12 of 16 registers for sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixRows(in Strip<T> strip, T* a, T* c)
    {
        TVector s0L = default, s0R = default;
        TVector s1L = default, s1R = default;
        TVector s2L = default, s2R = default;
        TVector s3L = default, s3R = default;
        TVector s4L = default, s4R = default;
        TVector s5L = default, s5R = default;
        var b = strip.B;
        var (next, second, down, along) = (strip.Next, strip.Second, strip.Down, strip.Along);
        var a3 = a + 3 * down;
        for (var row = 0; row < 6; row++) Prefetch.Line(c + row * strip.Stride);
        for (var depth = strip.Depth; depth > 0; depth--)
        {
            var left = TRegister.Load(b);
            var right = TRegister.Load(b + second);
            var x = TRegister.Repeat(a);
            s0L = TRegister.MultiplyAdd(x, left, s0L);
            s0R = TRegister.MultiplyAdd(x, right, s0R);
            x = TRegister.Repeat(a + down);
            s1L = TRegister.MultiplyAdd(x, left, s1L);
            s1R = TRegister.MultiplyAdd(x, right, s1R);
            x = TRegister.Repeat(a + 2 * down);
            s2L = TRegister.MultiplyAdd(x, left, s2L);
            s2R = TRegister.MultiplyAdd(x, right, s2R);
            x = TRegister.Repeat(a3);
            s3L = TRegister.MultiplyAdd(x, left, s3L);
            s3R = TRegister.MultiplyAdd(x, right, s3R);
            x = TRegister.Repeat(a3 + down);
            s4L = TRegister.MultiplyAdd(x, left, s4L);
            s4R = TRegister.MultiplyAdd(x, right, s4R);
            x = TRegister.Repeat(a3 + 2 * down);
            s5L = TRegister.MultiplyAdd(x, left, s5L);
            s5R = TRegister.MultiplyAdd(x, right, s5R);
            a += along;
            a3 += along;
            b += next;
        }

        Write(strip, s0L, s0R, c);
        Write(strip, s1L, s1R, c + strip.Stride);
        Write(strip, s2L, s2R, c + 2 * strip.Stride);
        Write(strip, s3L, s3R, c + 3 * strip.Stride);
        Write(strip, s4L, s4R, c + 4 * strip.Stride);
        Write(strip, s5L, s5R, c + 5 * strip.Stride);
    }

    /// <summary>Eight sums: the minimum that keeps the processor busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(in Strip<T> strip, T* a, T* c)
    {
        TVector s0L = default, s0R = default;
        TVector s1L = default, s1R = default;
        TVector s2L = default, s2R = default;
        TVector s3L = default, s3R = default;
        var b = strip.B;
        var (next, second, down, along) = (strip.Next, strip.Second, strip.Down, strip.Along);
        var a3 = a + 3 * down;
        for (var row = 0; row < 4; row++) Prefetch.Line(c + row * strip.Stride);
        for (var depth = strip.Depth; depth > 0; depth--)
        {
            var left = TRegister.Load(b);
            var right = TRegister.Load(b + second);
            var x = TRegister.Repeat(a);
            s0L = TRegister.MultiplyAdd(x, left, s0L);
            s0R = TRegister.MultiplyAdd(x, right, s0R);
            x = TRegister.Repeat(a + down);
            s1L = TRegister.MultiplyAdd(x, left, s1L);
            s1R = TRegister.MultiplyAdd(x, right, s1R);
            x = TRegister.Repeat(a + 2 * down);
            s2L = TRegister.MultiplyAdd(x, left, s2L);
            s2R = TRegister.MultiplyAdd(x, right, s2R);
            x = TRegister.Repeat(a3);
            s3L = TRegister.MultiplyAdd(x, left, s3L);
            s3R = TRegister.MultiplyAdd(x, right, s3R);
            a += along;
            a3 += along;
            b += next;
        }

        Write(strip, s0L, s0R, c);
        Write(strip, s1L, s1R, c + strip.Stride);
        Write(strip, s2L, s2R, c + 2 * strip.Stride);
        Write(strip, s3L, s3R, c + 3 * strip.Stride);
    }

    /// <summary>The rows left after tiles of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows(in Strip<T> strip, T* a, T* c)
    {
        TVector s0L = default, s0R = default;
        TVector s1L = default, s1R = default;
        var b = strip.B;
        var (next, second, down, along) = (strip.Next, strip.Second, strip.Down, strip.Along);
        for (var row = 0; row < 2; row++) Prefetch.Line(c + row * strip.Stride);
        for (var depth = strip.Depth; depth > 0; depth--)
        {
            var left = TRegister.Load(b);
            var right = TRegister.Load(b + second);
            var x = TRegister.Repeat(a);
            s0L = TRegister.MultiplyAdd(x, left, s0L);
            s0R = TRegister.MultiplyAdd(x, right, s0R);
            x = TRegister.Repeat(a + down);
            s1L = TRegister.MultiplyAdd(x, left, s1L);
            s1R = TRegister.MultiplyAdd(x, right, s1R);
            a += along;
            b += next;
        }

        Write(strip, s0L, s0R, c);
        Write(strip, s1L, s1R, c + strip.Stride);
    }

    /// <summary>The last row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow(in Strip<T> strip, T* a, T* c)
    {
        TVector s0L = default, s0R = default;
        var b = strip.B;
        var (next, second, down, along) = (strip.Next, strip.Second, strip.Down, strip.Along);
        for (var depth = strip.Depth; depth > 0; depth--)
        {
            var left = TRegister.Load(b);
            var right = TRegister.Load(b + second);
            var x = TRegister.Repeat(a);
            s0L = TRegister.MultiplyAdd(x, left, s0L);
            s0R = TRegister.MultiplyAdd(x, right, s0R);
            a += along;
            b += next;
        }

        Write(strip, s0L, s0R, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(in Strip<T> strip, TVector left, TVector right, T* c)
    {
        if (strip.Add)
        {
            left = TRegister.Add(left, TRegister.Load(c));
            right = TRegister.Add(right, TRegister.Load(c + strip.Second));
        }

        TRegister.Store(left, c);
        TRegister.Store(right, c + strip.Second);
    }
}
