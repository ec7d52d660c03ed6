using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

/// <summary>
/// The matrix product without packing, for tiny and skinny matrices, where copying would cost as much as multiplying. In vectors of the
/// machine's usual width (<see cref="Vector{T}"/>): such products wait for memory, not for arithmetic.
/// </summary>
/// <remarks>
/// Every form adds up an element of C in one fixed order, the same in whole tiles and at the edges, so the bits do not depend on how C
/// was split among threads.
/// </remarks>
internal static unsafe class DirectProduct
{
    /// <summary>True where rows of b lie together, or rows of a and columns of b do.</summary>
    public static bool Supports<T>(MatrixView<T> a, MatrixView<T> b)
        where T : unmanaged => b.ColumnStride == 1 || (a.ColumnStride == 1 && b.RowStride == 1);

    /// <summary>c = a · b, where row i of c starts at c + i · stride.</summary>
    public static void Multiply<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner, bool vectors)
        where T : unmanaged, INumber<T>
    {
        if (!vectors) Scalar(a, b, c, stride, rows, columns, inner);
        else if (b.ColumnStride != 1) InnerProducts(a, b, c, stride, rows, columns, inner);
        else if (rows == 1) RowTimesMatrix(a, b, c, columns, inner);
        else SumsOfRows(a, b, c, stride, rows, columns, inner);
    }

    private static void Scalar<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < rows; i++, c += stride)
        {
            for (var j = 0; j < columns; j++)
            {
                T* x = a.Address(i, 0), y = b.Address(0, j);
                var sum = T.Zero;
                for (var p = 0; p < inner; p++, x += a.ColumnStride, y += b.RowStride) sum = T.MultiplyAddEstimate(*x, *y, sum);
                c[j] = sum;
            }
        }
    }

    /// <summary>Columns of b lie together: each element of c is an inner product, taken in vectors along the inner dimension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InnerProducts<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < rows; i++, c += stride)
        {
            var x = a.Address(i, 0);
            var j = 0;
            for (; j <= columns - 4; j += 4)
            {
                // Four independent sums hide the latency of the additions.
                T* y0 = b.Address(0, j), y1 = b.Address(0, j + 1), y2 = b.Address(0, j + 2), y3 = b.Address(0, j + 3);
                Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
                var p = 0;
                for (; p <= inner - Vector<T>.Count; p += Vector<T>.Count)
                {
                    var v = Vector.Load(x + p);
                    s0 = MultiplyAdd(v, Vector.Load(y0 + p), s0);
                    s1 = MultiplyAdd(v, Vector.Load(y1 + p), s1);
                    s2 = MultiplyAdd(v, Vector.Load(y2 + p), s2);
                    s3 = MultiplyAdd(v, Vector.Load(y3 + p), s3);
                }

                c[j] = Finish(s0, x, y0, p, inner);
                c[j + 1] = Finish(s1, x, y1, p, inner);
                c[j + 2] = Finish(s2, x, y2, p, inner);
                c[j + 3] = Finish(s3, x, y3, p, inner);
            }

            for (; j < columns; j++)
            {
                var y = b.Address(0, j);
                Vector<T> sum = default;
                var p = 0;
                for (; p <= inner - Vector<T>.Count; p += Vector<T>.Count) sum = MultiplyAdd(Vector.Load(x + p), Vector.Load(y + p), sum);
                c[j] = Finish(sum, x, y, p, inner);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Finish<T>(Vector<T> lanes, T* x, T* y, int p, int inner)
        where T : unmanaged, INumber<T>
    {
        var sum = Vector.Sum(lanes);
        for (; p < inner; p++) sum = T.MultiplyAddEstimate(x[p], y[p], sum);
        return sum;
    }

    /// <summary>One row times a matrix: eight rows of b are added to c at a time, so that b streams by once, line after line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowTimesMatrix<T>(MatrixView<T> a, MatrixView<T> b, T* c, int columns, int inner)
        where T : unmanaged, INumber<T>
    {
        const int Together = 8;
        new Span<T>(c, columns).Clear();
        var x = stackalloc T[Together];
        var p = 0;
        for (; p <= inner - Together; p += Together)
        {
            for (var i = 0; i < Together; i++) x[i] = *a.Address(0, p + i);
            var row = b.Address(p, 0);
            var next = b.RowStride;
            var j = 0;
            for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
            {
                var y = row + j;
                var sum = Vector.Load(c + j);
                sum = MultiplyAdd(Vector.Create(x[0]), Vector.Load(y), sum);
                sum = MultiplyAdd(Vector.Create(x[1]), Vector.Load(y + next), sum);
                sum = MultiplyAdd(Vector.Create(x[2]), Vector.Load(y + 2 * next), sum);
                sum = MultiplyAdd(Vector.Create(x[3]), Vector.Load(y + 3 * next), sum);
                sum = MultiplyAdd(Vector.Create(x[4]), Vector.Load(y + 4 * next), sum);
                sum = MultiplyAdd(Vector.Create(x[5]), Vector.Load(y + 5 * next), sum);
                sum = MultiplyAdd(Vector.Create(x[6]), Vector.Load(y + 6 * next), sum);
                sum = MultiplyAdd(Vector.Create(x[7]), Vector.Load(y + 7 * next), sum);
                sum.Store(c + j);
            }

            for (; j < columns; j++)
            {
                var sum = c[j];
                for (var i = 0; i < Together; i++) sum = T.MultiplyAddEstimate(x[i], row[i * next + j], sum);
                c[j] = sum;
            }
        }

        for (; p < inner; p++)
        {
            var scale = *a.Address(0, p);
            var row = b.Address(p, 0);
            var j = 0;
            for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
                MultiplyAdd(Vector.Create(scale), Vector.Load(row + j), Vector.Load(c + j)).Store(c + j);
            for (; j < columns; j++) c[j] = T.MultiplyAddEstimate(scale, row[j], c[j]);
        }
    }

    /// <summary>Rows of b lie together: tiles of four rows by two vectors of c, as the packed kernels do, from where the numbers lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumsOfRows<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= rows - 4; i += 4)
        {
            for (var j = 0; j < columns;)
            {
                var rest = columns - j;
                if (rest < Vector<T>.Count)
                {
                    for (var row = i; row < i + 4; row++) OneRow(a.At(row, 0), b, c + row * stride, j, columns, inner);
                    break;
                }

                // With less than two vectors left, the second overlaps the first: computing an element twice gives the same number.
                var second = Math.Min(Vector<T>.Count, rest - Vector<T>.Count);
                FourRows(a.At(i, 0), b.Address(0, j), b.RowStride, c + i * stride + j, stride, second, inner);
                j += Vector<T>.Count + second;
            }
        }

        for (; i < rows; i++) OneRow(a.At(i, 0), b, c + i * stride, 0, columns, inner);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T>(MatrixView<T> a, T* b, nint next, T* c, nint stride, nint second, int inner)
        where T : unmanaged, INumber<T>
    {
        Vector<T> s0L = default, s0R = default, s1L = default, s1R = default, s2L = default, s2R = default, s3L = default, s3R = default;
        var x = a.Pointer;
        var down = a.RowStride;
        for (var p = 0; p < inner; p++, x += a.ColumnStride, b += next)
        {
            var left = Vector.Load(b);
            var right = Vector.Load(b + second);
            var scale = Vector.Create(x[0]);
            s0L = MultiplyAdd(scale, left, s0L);
            s0R = MultiplyAdd(scale, right, s0R);
            scale = Vector.Create(x[down]);
            s1L = MultiplyAdd(scale, left, s1L);
            s1R = MultiplyAdd(scale, right, s1R);
            scale = Vector.Create(x[2 * down]);
            s2L = MultiplyAdd(scale, left, s2L);
            s2R = MultiplyAdd(scale, right, s2R);
            scale = Vector.Create(x[3 * down]);
            s3L = MultiplyAdd(scale, left, s3L);
            s3R = MultiplyAdd(scale, right, s3R);
        }

        s0L.Store(c);
        s0R.Store(c + second);
        s1L.Store(c + stride);
        s1R.Store(c + stride + second);
        s2L.Store(c + 2 * stride);
        s2R.Store(c + 2 * stride + second);
        s3L.Store(c + 3 * stride);
        s3R.Store(c + 3 * stride + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneRow<T>(MatrixView<T> a, MatrixView<T> b, T* c, int first, int columns, int inner)
        where T : unmanaged, INumber<T>
    {
        var j = first;
        for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count)
        {
            Vector<T> sum = default;
            T* x = a.Pointer, y = b.Address(0, j);
            for (var p = 0; p < inner; p++, x += a.ColumnStride, y += b.RowStride) sum = MultiplyAdd(Vector.Create(*x), Vector.Load(y), sum);
            sum.Store(c + j);
        }

        for (; j < columns; j++)
        {
            var sum = T.Zero;
            T* x = a.Pointer, y = b.Address(0, j);
            for (var p = 0; p < inner; p++, x += a.ColumnStride, y += b.RowStride) sum = T.MultiplyAddEstimate(*x, *y, sum);
            c[j] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> sum)
    {
        if (typeof(T) == typeof(float))
            return Vector.MultiplyAddEstimate(Vector.AsVectorSingle(x), Vector.AsVectorSingle(y), Vector.AsVectorSingle(sum)).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector.MultiplyAddEstimate(Vector.AsVectorDouble(x), Vector.AsVectorDouble(y), Vector.AsVectorDouble(sum)).As<double, T>();
        return x * y + sum;
    }
}
