using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Wasm;

namespace Nabla.Kernels;

/// <summary>The matrix product without packing, for small matrices, where copying costs more than it saves. Rows of b are contiguous.</summary>
internal static unsafe class SmallGemm
{
    // The size of b, in elements, from which one row times b is memory-bound and b must be streamed.
    private const int Streaming = 1 << 14;

    // Up to this many columns do not fill a vector.
    private const int FewColumns = 4;

    /// <summary>c = a · b, where row i of c starts at c + i · stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner, int width)
        where T : unmanaged, INumber<T>
    {
        // The interpreter of WebAssembly runs Vector<T> lane by lane.
        if (rows == 1 && width != 0 && (long)columns * inner > Streaming && !PackedSimd.IsSupported)
        {
            RowTimesMatrix(a, b, c, columns, inner);
            return;
        }

        if (columns <= FewColumns && rows > 4 * columns && a.RowStride == 1 && width != 0)
        {
            ByTheTranspose(a, b, c, stride, rows, columns, inner, width);
            return;
        }

        for (var column = 0; column < columns;)
        {
            var rest = columns - column;
            var strip = width;
            // Use a width that more than one vector of columns fills. The last vector overlaps the previous one instead of leaving single elements.
            while (strip > 128 && rest <= Strip<T>.Lanes(strip)) strip /= 2;
            var lanes = Strip<T>.Lanes(strip);
            if (columns < lanes) (strip, lanes) = (0, 1);
            else if (rest < lanes) (column, rest) = (columns - lanes, lanes);
            var second = Math.Min(lanes, rest - lanes);
            new Strip<T>
            {
                A = a.Pointer,
                Down = a.RowStride,
                Along = a.ColumnStride,
                B = b.Address(0, column),
                Next = b.RowStride,
                Second = second,
                C = c + column,
                Stride = stride,
                Depth = inner,
            }.Run(strip, rows);
            column += lanes + second;
        }
    }

    /// <summary>cᵀ = bᵀ · aᵀ, where rows of aᵀ are contiguous and longer than those of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByTheTranspose<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint stride, int rows, int columns, int inner, int width)
        where T : unmanaged, INumber<T>
    {
        var transpose = (T*)PackingBuffer.Rent((nint)rows * columns * sizeof(T));
        var x = new MatrixView<T>(b.Pointer, b.ColumnStride, b.RowStride);
        var y = new MatrixView<T>(a.Pointer, a.ColumnStride, a.RowStride);
        Multiply(x, y, transpose, rows, columns, rows, inner, width);
        for (var i = 0; i < rows; i++, c += stride)
        {
            for (var j = 0; j < columns; j++) c[j] = transpose[(nint)j * rows + i];
        }
    }

    /// <summary>One row times a matrix: adds eight rows of b to c at a time, so that b is streamed once, line by line.</summary>
    /// <remarks>Uses the machine's default width because it is memory-bound. Each element is the same chain as elsewhere.</remarks>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> sum)
    {
        if (typeof(T) == typeof(float))
            return Vector.MultiplyAddEstimate(Vector.AsVectorSingle(x), Vector.AsVectorSingle(y), Vector.AsVectorSingle(sum)).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector.MultiplyAddEstimate(Vector.AsVectorDouble(x), Vector.AsVectorDouble(y), Vector.AsVectorDouble(sum)).As<double, T>();
        return x * y + sum;
    }
}
