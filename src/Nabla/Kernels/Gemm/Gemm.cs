using System.Numerics;

namespace Nabla.Kernels;

/// <summary>C = op(A) · op(B) for contiguous row-major matrices, where op is the identity or the transpose.</summary>
internal static unsafe class Gemm
{
    /// <summary>
    /// Overwrites c [rows, columns] with op(a) · op(b): a is [rows, inner], or [inner, rows] if transposed; b is [inner, columns], or [columns,
    /// inner]. If inner is 0, c is set to zero. The result is bitwise independent of the number of threads.
    /// </summary>
    public static void Multiply<T>(T* a, T* b, T* c, int rows, int columns, int inner, bool transposeA, bool transposeB, int threads)
        where T : unmanaged, INumber<T>
    {
        if (rows == 0 || columns == 0) return;
        if (inner == 0)
        {
            for (var i = 0; i < rows; i++) new Span<T>(c + (nint)i * columns, columns).Clear();
            return;
        }

        if (columns == 1 && rows > 1)
        {
            // op(A) · b is the row bᵀ · op(A)ᵀ read as a column: one form handles both.
            var matrix = a;
            a = b;
            b = matrix;
            (rows, columns, transposeB) = (columns, rows, !transposeA);
        }

        // A matrix with one row or column has the same layout as its transpose: choose the form that kernels prefer.
        if (rows == 1) transposeA = false;
        if (columns == 1) transposeB = true;
        if (inner == 1) (transposeA, transposeB) = (false, false);
        var viewA = transposeA ? new MatrixView<T>(a, 1, rows) : new MatrixView<T>(a, inner, 1);
        var viewB = transposeB ? new MatrixView<T>(b, 1, inner) : new MatrixView<T>(b, columns, 1);

        new MatrixJob<T>(viewA, viewB, c, rows, columns, inner, VectorWidth.Current).Run(threads);
    }
}
