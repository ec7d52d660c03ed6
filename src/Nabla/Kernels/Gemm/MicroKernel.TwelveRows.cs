using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

internal static unsafe partial class MicroKernel<T, TRegister, TVector>
{
    /// <summary>Uses 24 of 32 registers for sums, two for a row of b, and one for an element of a. Reads a through four pointers, three rows each.</summary>
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
}
