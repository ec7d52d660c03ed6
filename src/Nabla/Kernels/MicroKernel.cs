using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The innermost loops of the matrix product: tiles of some rows by two vectors, kept in registers while the inner dimension runs by.
/// </summary>
/// <remarks>
/// Each element is a chain of fused multiply-adds in the order of the inner dimension, in every tile and at every width: the bits do not
/// depend on how a matrix was cut into tiles. The sums must be locals of one method: the JIT keeps neither arrays nor fields in registers.
/// Optimised at once, because unoptimised vector code is a hundred times slower and a short program would run nothing else.
/// </remarks>
internal static unsafe class MicroKernel<T, TRegister, TVector>
    where T : unmanaged, INumber<T>
    where TRegister : struct, IRegister<T, TVector>
    where TVector : unmanaged
{
    /// <summary>All rows of a strip, in the tallest tiles that are left.</summary>
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

    /// <summary>24 of 32 registers hold sums, two a row of b, one an element of a. Elements of a are read through four pointers, three rows each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwelveRows(in Strip<T> strip, T* a, T* c)
    {
        TVector s0L = default, s0R = default;
        TVector s1L = default, s1R = default;
        TVector s2L = default, s2R = default;
        TVector s3L = default, s3R = default;
        TVector s4L = default, s4R = default;
        TVector s5L = default, s5R = default;
        TVector s6L = default, s6R = default;
        TVector s7L = default, s7R = default;
        TVector s8L = default, s8R = default;
        TVector s9L = default, s9R = default;
        TVector s10L = default, s10R = default;
        TVector s11L = default, s11R = default;
        var b = strip.B;
        var (next, second, down, along) = (strip.Next, strip.Second, strip.Down, strip.Along);
        var a3 = a + 3 * down;
        var a6 = a + 6 * down;
        var a9 = a + 9 * down;
        for (var row = 0; row < 12; row++) Prefetch.Line(c + row * strip.Stride);
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
            x = TRegister.Repeat(a6);
            s6L = TRegister.MultiplyAdd(x, left, s6L);
            s6R = TRegister.MultiplyAdd(x, right, s6R);
            x = TRegister.Repeat(a6 + down);
            s7L = TRegister.MultiplyAdd(x, left, s7L);
            s7R = TRegister.MultiplyAdd(x, right, s7R);
            x = TRegister.Repeat(a6 + 2 * down);
            s8L = TRegister.MultiplyAdd(x, left, s8L);
            s8R = TRegister.MultiplyAdd(x, right, s8R);
            x = TRegister.Repeat(a9);
            s9L = TRegister.MultiplyAdd(x, left, s9L);
            s9R = TRegister.MultiplyAdd(x, right, s9R);
            x = TRegister.Repeat(a9 + down);
            s10L = TRegister.MultiplyAdd(x, left, s10L);
            s10R = TRegister.MultiplyAdd(x, right, s10R);
            x = TRegister.Repeat(a9 + 2 * down);
            s11L = TRegister.MultiplyAdd(x, left, s11L);
            s11R = TRegister.MultiplyAdd(x, right, s11R);
            a += along;
            a3 += along;
            a6 += along;
            a9 += along;
            b += next;
        }

        Write(strip, s0L, s0R, c);
        Write(strip, s1L, s1R, c + strip.Stride);
        Write(strip, s2L, s2R, c + 2 * strip.Stride);
        Write(strip, s3L, s3R, c + 3 * strip.Stride);
        Write(strip, s4L, s4R, c + 4 * strip.Stride);
        Write(strip, s5L, s5R, c + 5 * strip.Stride);
        Write(strip, s6L, s6R, c + 6 * strip.Stride);
        Write(strip, s7L, s7R, c + 7 * strip.Stride);
        Write(strip, s8L, s8R, c + 8 * strip.Stride);
        Write(strip, s9L, s9R, c + 9 * strip.Stride);
        Write(strip, s10L, s10R, c + 10 * strip.Stride);
        Write(strip, s11L, s11R, c + 11 * strip.Stride);
    }

    /// <summary>12 of 16 registers hold sums.</summary>
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

    /// <summary>Eight sums: as many as the processor needs to be busy.</summary>
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

    /// <summary>What four leave over.</summary>
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
