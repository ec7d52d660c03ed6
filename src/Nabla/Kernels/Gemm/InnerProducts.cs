using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>
/// The product of a few rows with a column-major matrix: each element of c is an inner product, vectorized along the inner dimension. Every element
/// of b is read once per four rows.
/// </summary>
/// <remarks>
/// Every tile sums an element in the same order, so the result does not depend on how C was split among threads. It does depend on the vector width,
/// because each lane has its own sum.
/// </remarks>
internal static unsafe class InnerProducts<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>c = a · b, where row i of c starts at c + i · stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner, int width)
    {
        // A vector that is filled only once costs more to reduce than it saves.
        while (width > 128 && inner < 2 * Strip<T>.Lanes(width)) width /= 2;
        if (width == 512) Multiply<Register512<T>, Vector512<T>>(a, b, c, stride, rows, columns, inner);
        else if (width == 256) Multiply<Register256<T>, Vector256<T>>(a, b, c, stride, rows, columns, inner);
        else if (width == 128 && PackedSimd.IsSupported) Multiply<RegisterPacked<T>, Vector128<T>>(a, b, c, stride, rows, columns, inner);
        else if (width == 128) Multiply<Register128<T>, Vector128<T>>(a, b, c, stride, rows, columns, inner);
        else Multiply<RegisterScalar<T>, T>(a, b, c, stride, rows, columns, inner);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TRegister, TVector>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        T* x = a.Pointer, y = b.Pointer;
        nint down = a.RowStride, next = b.ColumnStride;
        if (rows == 1)
        {
            var j = 0;
            for (; j <= columns - 4; j += 4) FourColumns<TRegister, TVector>(x, y + j * next, next, c + j, inner);
            for (; j < columns; j++) One<TRegister, TVector>(x, y + j * next, c + j, inner);
            return;
        }

        for (var j = 0; j < columns; j += 2)
        {
            var columnsLeft = columns - j;
            T* column = y + j * next, target = c + j;
            var i = 0;
            if (columnsLeft > 1)
            {
                for (; i <= rows - 4; i += 4) FourRows<TRegister, TVector>(x + i * down, down, column, next, target + i * stride, stride, inner);
            }

            for (; i < rows; i++)
            {
                One<TRegister, TVector>(x + i * down, column, target + i * stride, inner);
                if (columnsLeft > 1) One<TRegister, TVector>(x + i * down, column + next, target + i * stride + 1, inner);
            }
        }
    }

    /// <summary>One row, four columns: four independent sums hide the latency of the additions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourColumns<TRegister, TVector>(T* x, T* y, nint next, T* c, int inner)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        T* y1 = y + next, y2 = y1 + next, y3 = y2 + next;
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        nint p = 0;
        for (; p <= inner - TRegister.Count; p += TRegister.Count)
        {
            var v = TRegister.Load(x + p);
            s0 = TRegister.MultiplyAdd(v, TRegister.Load(y + p), s0);
            s1 = TRegister.MultiplyAdd(v, TRegister.Load(y1 + p), s1);
            s2 = TRegister.MultiplyAdd(v, TRegister.Load(y2 + p), s2);
            s3 = TRegister.MultiplyAdd(v, TRegister.Load(y3 + p), s3);
        }

        T t0 = TRegister.Sum(s0), t1 = TRegister.Sum(s1), t2 = TRegister.Sum(s2), t3 = TRegister.Sum(s3);
        for (; p < inner; p++)
        {
            t0 = T.MultiplyAddEstimate(x[p], y[p], t0);
            t1 = T.MultiplyAddEstimate(x[p], y1[p], t1);
            t2 = T.MultiplyAddEstimate(x[p], y2[p], t2);
            t3 = T.MultiplyAddEstimate(x[p], y3[p], t3);
        }

        (c[0], c[1], c[2], c[3]) = (t0, t1, t2, t3);
    }

    /// <summary>Four rows, two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TRegister, TVector>(T* x, nint down, T* y, nint next, T* c, nint stride, int inner)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        T* x1 = x + down, x2 = x1 + down, x3 = x2 + down, z = y + next;
        TVector s0L = default, s0R = default, s1L = default, s1R = default, s2L = default, s2R = default, s3L = default, s3R = default;
        nint p = 0;
        for (; p <= inner - TRegister.Count; p += TRegister.Count)
        {
            var left = TRegister.Load(y + p);
            var right = TRegister.Load(z + p);
            var v = TRegister.Load(x + p);
            s0L = TRegister.MultiplyAdd(v, left, s0L);
            s0R = TRegister.MultiplyAdd(v, right, s0R);
            v = TRegister.Load(x1 + p);
            s1L = TRegister.MultiplyAdd(v, left, s1L);
            s1R = TRegister.MultiplyAdd(v, right, s1R);
            v = TRegister.Load(x2 + p);
            s2L = TRegister.MultiplyAdd(v, left, s2L);
            s2R = TRegister.MultiplyAdd(v, right, s2R);
            v = TRegister.Load(x3 + p);
            s3L = TRegister.MultiplyAdd(v, left, s3L);
            s3R = TRegister.MultiplyAdd(v, right, s3R);
        }

        Finish(TRegister.Sum(s0L), x, y, c, p, inner);
        Finish(TRegister.Sum(s0R), x, z, c + 1, p, inner);
        Finish(TRegister.Sum(s1L), x1, y, c + stride, p, inner);
        Finish(TRegister.Sum(s1R), x1, z, c + stride + 1, p, inner);
        Finish(TRegister.Sum(s2L), x2, y, c + 2 * stride, p, inner);
        Finish(TRegister.Sum(s2R), x2, z, c + 2 * stride + 1, p, inner);
        Finish(TRegister.Sum(s3L), x3, y, c + 3 * stride, p, inner);
        Finish(TRegister.Sum(s3R), x3, z, c + 3 * stride + 1, p, inner);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TRegister, TVector>(T* x, T* y, T* c, int inner)
        where TRegister : struct, IRegister<T, TVector>
        where TVector : unmanaged
    {
        TVector sum = default;
        nint p = 0;
        for (; p <= inner - TRegister.Count; p += TRegister.Count) sum = TRegister.MultiplyAdd(TRegister.Load(x + p), TRegister.Load(y + p), sum);
        Finish(TRegister.Sum(sum), x, y, c, p, inner);
    }

    /// <summary>Adds the remaining elements one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(T sum, T* x, T* y, T* c, nint p, int inner)
    {
        for (; p < inner; p++) sum = T.MultiplyAddEstimate(x[p], y[p], sum);
        *c = sum;
    }
}
