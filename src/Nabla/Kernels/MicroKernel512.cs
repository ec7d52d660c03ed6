using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>A tile of 12 rows by two 512-bit vectors. 24 of the 32 registers of AVX-512 hold sums, two hold a row of b, one an element of a.</summary>
internal readonly unsafe struct MicroKernel512<T> : IMicroKernel<T>
    where T : unmanaged, INumber<T>
{
    public static int Rows => 12;

    public static int Columns => 2 * Vector512<T>.Count;

    // The sums must be locals of one method: the JIT keeps neither arrays nor fields in registers. Optimised at once, because
    // unoptimised vector code is a hundred times slower and a short program would run nothing else.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(nint depth, T* a, T* b, T* c, nint stride, bool add)
    {
        Vector512<T> s0L = default, s0R = default;
        Vector512<T> s1L = default, s1R = default;
        Vector512<T> s2L = default, s2R = default;
        Vector512<T> s3L = default, s3R = default;
        Vector512<T> s4L = default, s4R = default;
        Vector512<T> s5L = default, s5R = default;
        Vector512<T> s6L = default, s6R = default;
        Vector512<T> s7L = default, s7R = default;
        Vector512<T> s8L = default, s8R = default;
        Vector512<T> s9L = default, s9R = default;
        Vector512<T> s10L = default, s10R = default;
        Vector512<T> s11L = default, s11R = default;

        // The tile of C is wanted when the loop ends, and its rows lie far apart: fetch them meanwhile.
        for (var row = 0; row < Rows; row++) Prefetch.Line(c + row * stride);

        for (; depth > 0; depth--)
        {
            var left = Vector512.Load(b);
            var right = Vector512.Load(b + Vector512<T>.Count);
            Vector512<T> x;
            x = Vector512.Create(*a);
            s0L = MultiplyAdd(x, left, s0L);
            s0R = MultiplyAdd(x, right, s0R);
            x = Vector512.Create(a[1]);
            s1L = MultiplyAdd(x, left, s1L);
            s1R = MultiplyAdd(x, right, s1R);
            x = Vector512.Create(a[2]);
            s2L = MultiplyAdd(x, left, s2L);
            s2R = MultiplyAdd(x, right, s2R);
            x = Vector512.Create(a[3]);
            s3L = MultiplyAdd(x, left, s3L);
            s3R = MultiplyAdd(x, right, s3R);
            x = Vector512.Create(a[4]);
            s4L = MultiplyAdd(x, left, s4L);
            s4R = MultiplyAdd(x, right, s4R);
            x = Vector512.Create(a[5]);
            s5L = MultiplyAdd(x, left, s5L);
            s5R = MultiplyAdd(x, right, s5R);
            x = Vector512.Create(a[6]);
            s6L = MultiplyAdd(x, left, s6L);
            s6R = MultiplyAdd(x, right, s6R);
            x = Vector512.Create(a[7]);
            s7L = MultiplyAdd(x, left, s7L);
            s7R = MultiplyAdd(x, right, s7R);
            x = Vector512.Create(a[8]);
            s8L = MultiplyAdd(x, left, s8L);
            s8R = MultiplyAdd(x, right, s8R);
            x = Vector512.Create(a[9]);
            s9L = MultiplyAdd(x, left, s9L);
            s9R = MultiplyAdd(x, right, s9R);
            x = Vector512.Create(a[10]);
            s10L = MultiplyAdd(x, left, s10L);
            s10R = MultiplyAdd(x, right, s10R);
            x = Vector512.Create(a[11]);
            s11L = MultiplyAdd(x, left, s11L);
            s11R = MultiplyAdd(x, right, s11R);
            a += 12;
            b += 2 * Vector512<T>.Count;
        }

        Write(c, s0L, s0R, add);
        Write(c + stride, s1L, s1R, add);
        Write(c + 2 * stride, s2L, s2R, add);
        Write(c + 3 * stride, s3L, s3R, add);
        Write(c + 4 * stride, s4L, s4R, add);
        Write(c + 5 * stride, s5L, s5R, add);
        Write(c + 6 * stride, s6L, s6R, add);
        Write(c + 7 * stride, s7L, s7R, add);
        Write(c + 8 * stride, s8L, s8R, add);
        Write(c + 9 * stride, s9L, s9R, add);
        Write(c + 10 * stride, s10L, s10R, add);
        Write(c + 11 * stride, s11L, s11R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* c, Vector512<T> left, Vector512<T> right, bool add)
    {
        if (add)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + Vector512<T>.Count);
        }

        left.Store(c);
        right.Store(c + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> sum)
    {
        if (typeof(T) == typeof(float)) return Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }
}
