using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>A tile of 6 rows by two 128-bit vectors. For SSE, NEON and WebAssembly: 12 of at least 16 registers hold sums.</summary>
internal readonly unsafe struct MicroKernel128<T> : IMicroKernel<T>
    where T : unmanaged, INumber<T>
{
    public static int Rows => 6;

    public static int Columns => 2 * Vector128<T>.Count;

    // The sums must be locals of one method: the JIT keeps neither arrays nor fields in registers. Optimised at once, because
    // unoptimised vector code is a hundred times slower and a short program would run nothing else.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(nint depth, T* a, T* b, T* c, nint stride, bool add)
    {
        Vector128<T> s0L = default, s0R = default;
        Vector128<T> s1L = default, s1R = default;
        Vector128<T> s2L = default, s2R = default;
        Vector128<T> s3L = default, s3R = default;
        Vector128<T> s4L = default, s4R = default;
        Vector128<T> s5L = default, s5R = default;

        // The tile of C is wanted when the loop ends, and its rows lie far apart: fetch them meanwhile.
        for (var row = 0; row < Rows; row++) Prefetch.Line(c + row * stride);

        for (; depth > 0; depth--)
        {
            var left = Vector128.Load(b);
            var right = Vector128.Load(b + Vector128<T>.Count);
            Vector128<T> x;
            x = Vector128.Create(*a);
            s0L = MultiplyAdd(x, left, s0L);
            s0R = MultiplyAdd(x, right, s0R);
            x = Vector128.Create(a[1]);
            s1L = MultiplyAdd(x, left, s1L);
            s1R = MultiplyAdd(x, right, s1R);
            x = Vector128.Create(a[2]);
            s2L = MultiplyAdd(x, left, s2L);
            s2R = MultiplyAdd(x, right, s2R);
            x = Vector128.Create(a[3]);
            s3L = MultiplyAdd(x, left, s3L);
            s3R = MultiplyAdd(x, right, s3R);
            x = Vector128.Create(a[4]);
            s4L = MultiplyAdd(x, left, s4L);
            s4R = MultiplyAdd(x, right, s4R);
            x = Vector128.Create(a[5]);
            s5L = MultiplyAdd(x, left, s5L);
            s5R = MultiplyAdd(x, right, s5R);
            a += 6;
            b += 2 * Vector128<T>.Count;
        }

        Write(c, s0L, s0R, add);
        Write(c + stride, s1L, s1R, add);
        Write(c + 2 * stride, s2L, s2R, add);
        Write(c + 3 * stride, s3L, s3R, add);
        Write(c + 4 * stride, s4L, s4R, add);
        Write(c + 5 * stride, s5L, s5R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* c, Vector128<T> left, Vector128<T> right, bool add)
    {
        if (add)
        {
            left += Vector128.Load(c);
            right += Vector128.Load(c + Vector128<T>.Count);
        }

        left.Store(c);
        right.Store(c + Vector128<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> sum)
    {
        if (typeof(T) == typeof(float)) return Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double)) return Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
        return x * y + sum;
    }
}
