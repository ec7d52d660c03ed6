using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>A tile of 4 rows by 2 columns without vectors, for machines that have none and for integers.</summary>
internal readonly unsafe struct MicroKernelScalar<T> : IMicroKernel<T>
    where T : unmanaged, INumber<T>
{
    public static int Rows => 4;

    public static int Columns => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(nint depth, T* a, T* b, T* c, nint stride, bool add)
    {
        T s0L = default, s0R = default, s1L = default, s1R = default, s2L = default, s2R = default, s3L = default, s3R = default;
        for (; depth > 0; depth--)
        {
            T left = b[0], right = b[1];
            s0L = T.MultiplyAddEstimate(a[0], left, s0L);
            s0R = T.MultiplyAddEstimate(a[0], right, s0R);
            s1L = T.MultiplyAddEstimate(a[1], left, s1L);
            s1R = T.MultiplyAddEstimate(a[1], right, s1R);
            s2L = T.MultiplyAddEstimate(a[2], left, s2L);
            s2R = T.MultiplyAddEstimate(a[2], right, s2R);
            s3L = T.MultiplyAddEstimate(a[3], left, s3L);
            s3R = T.MultiplyAddEstimate(a[3], right, s3R);
            a += 4;
            b += 2;
        }

        Write(c, s0L, s0R, add);
        Write(c + stride, s1L, s1R, add);
        Write(c + 2 * stride, s2L, s2R, add);
        Write(c + 3 * stride, s3L, s3R, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(T* c, T left, T right, bool add)
    {
        c[0] = add ? c[0] + left : left;
        c[1] = add ? c[1] + right : right;
    }
}
